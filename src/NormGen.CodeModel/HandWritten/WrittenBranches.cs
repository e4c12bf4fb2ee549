using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using NormGen.CodeModel.Flow;
using NormGen.CodeModel.Modules;

namespace NormGen.CodeModel.HandWritten;

/// <summary>Reads a flow backwards as residual branches, one behind the other, over modules in fields of the block; every step of it must be one of theirs.</summary>
/// <param name="flow">The flow of <c>forward</c>.</param>
/// <param name="source">Operations of the compilation.</param>
internal sealed class WrittenBranches(FlowGraph flow, SourceOperations source)
{
    /// <summary>The calls that the branches are made of.</summary>
    public HashSet<SyntaxNode> Sites { get; } = [];

    /// <summary>The calls of sublayers.</summary>
    public Dictionary<ModuleNode, IInvocationOperation> Calls { get; } = [];

    /// <summary>The branches from the stream to what is returned, in the order in which they run; null where there is anything else on the way.</summary>
    public IReadOnlyList<WrittenBranch>? From(FlowNode stream)
    {
        var branches = new List<WrittenBranch>();
        for (var node = flow.Outputs[0]; node != stream;)
        {
            if (Last(node, out var before) is not { Placement: { } placement } branch || branches.Count > 0 && branches[0].Placement != placement) return null;
            branches.Insert(0, branch);
            node = before!;
        }

        var modules = branches.SelectMany(branch => branch.Norms.Append(branch.Sublayer)).ToList();
        return branches.Count > 0 && modules.Distinct().Count() == modules.Count ? branches : null;
    }

    /// <summary>The branch whose addition makes a node.</summary>
    private WrittenBranch? Last(FlowNode node, out FlowNode? before)
    {
        before = null;
        var post = Called(node, IsNorm);
        var sum = post is null ? node : node.Inputs[0];
        if (!IsSum(sum)) return null;
        foreach (var (stream, added) in new[] { (sum.Inputs[0], sum.Inputs[1]), (sum.Inputs[1], sum.Inputs[0]) })
        {
            if (Branch(stream, added) is not { } branch) continue;
            before = stream;
            if (post is null) return branch;
            return branch is { NormIn: null, NormOut: null } ? branch with { NormOut = post, IsPost = true } : null;
        }

        return null;
    }

    private WrittenBranch? Branch(FlowNode stream, FlowNode added)
    {
        var dropout = Called(added, module => module.Type is { Name: "Dropout" } type && KnownModules.IsTorchSharp(type));
        if (dropout is not null) added = added.Inputs[0];
        var after = Called(added, IsNorm);
        if (after is not null) added = added.Inputs[0];
        if (Called(added, _ => true) is not { } sublayer || IsNorm(sublayer) || InputOf(added, sublayer) is not { } read) return null;
        if (source.Operation(added.Site!) is not IInvocationOperation call || Calls.ContainsKey(sublayer)) return null;
        Calls.Add(sublayer, call);
        if (read == stream) return new(sublayer, null, after, dropout, false);
        return Called(read, IsNorm) is { } norm && read.Inputs[0] == stream ? new(sublayer, norm, after, dropout, false) : null;
    }

    /// <summary>The module in a member of the block whose call, in <c>forward</c> itself, makes a node; null for any other node.</summary>
    private ModuleNode? Called(FlowNode node, Func<ModuleNode, bool> fits)
    {
        if (node.Site is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: var receiver, Name.Identifier.ValueText: "call" or "forward" } } site) return null;
        var name = receiver switch { IdentifierNameSyntax own => own.Identifier.ValueText, MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax, Name: var own } => own.Identifier.ValueText, _ => null };
        var module = flow.Module.Children.Find(child => child.Member is IFieldSymbol or IPropertySymbol && child.Member.Name == name);
        if (module is null || !fits(module)) return null;
        Sites.Add(site);
        return module;
    }

    /// <summary>What a module reads that makes a node; its own steps, of a <c>Sequential</c>, are passed.</summary>
    private static FlowNode? InputOf(FlowNode made, ModuleNode module)
    {
        var node = made;
        while (node is { Module: { } step, Inputs: [var first, ..] } && IsWithin(step, module)) node = first;
        return node == made ? null : node;
    }

    private static bool IsWithin(ModuleNode? step, ModuleNode module)
    {
        for (; step is not null; step = step.Parent)
        {
            if (step == module) return true;
        }

        return false;
    }

    private static bool IsNorm(ModuleNode module) => module.Kind is ModuleKind.LayerNorm or ModuleKind.RootMeanSquareNorm;

    /// <summary>Whether a node is a sum of two tensors: a difference is the same kind of step, and <c>add</c> may have a factor.</summary>
    private bool IsSum(FlowNode node)
    {
        if (node is not { Kind: FlowKind.Add, Inputs.Length: 2 }) return false;
        if (node.Function is null) return node.Syntax is { RawKind: (int)SyntaxKind.AddExpression or (int)SyntaxKind.AddAssignmentExpression };
        if (node.Function != "add" || node.Site is not { } site || source.Operation(site) is not IInvocationOperation { TargetMethod.Name: "add" } call) return false;
        if (call.Arguments.Any(argument => argument.ArgumentKind == ArgumentKind.Explicit && !KnownModules.IsTensor(argument.Value.Type))) return false;
        Sites.Add(site);
        return true;
    }
}
