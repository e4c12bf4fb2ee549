using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Modules;

namespace NormGen.CodeModel.Flow;

/// <summary>Follows <c>forward</c> as data flow.</summary>
public sealed class FlowReader
{
    private const int DeepestCall = 32;

    // Nested loops are followed three times each, and recursion branches: without a limit either could take forever.
    private const int MostSteps = 20_000;

    // Each level costs several frames of the stack.
    private const int DeepestExpression = 200;

    private int steps;
    private int level;

    private readonly ModuleTree tree;
    private readonly bool enterModules;

    private FlowReader(ModuleTree tree, bool enterModules)
    {
        this.tree = tree;
        this.enterModules = enterModules;
    }

    /// <summary>Where tensors are stored outside of locals.</summary>
    internal List<FlowNode> Escapes { get; } = [];

    /// <summary>Sizes of tensors that are read.</summary>
    internal List<FlowSize> Sizes { get; } = [];

    /// <summary>Values of fields that were stored before.</summary>
    internal Dictionary<(ModuleNode, ISymbol), FlowValue> Stored { get; } = [];

    /// <summary>What runs at a time of its own.</summary>
    internal List<FlowStep> Steps { get; } = [];

    /// <summary>The branches in which the code stands that is being followed.</summary>
    internal ImmutableStack<(IOperation Branch, int Arm)> Arms { get; set; } = ImmutableStack<(IOperation Branch, int Arm)>.Empty;

    /// <summary>Whether nothing hides a use of a parameter.</summary>
    internal bool IsComplete { get; private set; } = true;

    /// <summary>Operations of the compilation.</summary>
    internal SourceOperations Source => tree.Source;

    /// <summary>Reads the flow of a module.</summary>
    /// <param name="tree">The model.</param>
    /// <param name="module">One of its modules, with a body in source or synthesized.</param>
    /// <param name="enterModules">Whether the bodies of its submodules are entered too.</param>
    /// <returns>The flow, or null where there is no body.</returns>
    public static FlowGraph? Read(ModuleTree tree, ModuleNode module, bool enterModules)
    {
        var reader = new FlowReader(tree, enterModules);
        var self = new ModuleValue(module, false);
        var hasForward = module.Kind == ModuleKind.Custom && !GeneratedLayers.Has(module.Type);
        var forward = hasForward ? reader.Forward(module) : null;
        if (hasForward && forward is null) return null;
        var names = forward?.Parameters.Where(parameter => KnownModules.IsTensor(parameter.Type)).Select(parameter => parameter.Name) ?? ["x"];
        var inputs = names.ToImmutableDictionary(name => name, _ => new FlowNode(FlowKind.Input));
        FlowValue result;
        if (forward is not null)
        {
            var arguments = forward.Parameters.Select(FlowValue (parameter) => inputs.TryGetValue(parameter.Name, out var node) ? new TensorValue(node) : FlowValue.Plain).ToArray();
            result = reader.Invoke(forward, self, arguments, 0);
        }
        else
        {
            result = new ModuleCalls(reader).Enter(self, [new TensorValue(inputs["x"])], 0);
        }

        return new(module, inputs, [.. result.Tensors], [.. reader.Escapes], [.. reader.Steps], reader.IsComplete) { Sizes = [.. reader.Sizes] };
    }

    /// <summary>Calls a module.</summary>
    /// <param name="module">The module.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="depth">How many calls deep.</param>
    /// <param name="site">The call, or null for an item of a list.</param>
    internal FlowValue CallModule(ModuleValue module, IReadOnlyList<FlowValue> arguments, int depth, SyntaxNode? site = null)
    {
        Source.Token.ThrowIfCancellationRequested();
        var isEntered = enterModules || module.Module.Kind is not (ModuleKind.Custom or ModuleKind.Placement or ModuleKind.Stack);
        if (depth > DeepestCall) return Unknown(arguments.Append(module));
        return isEntered
            ? new ModuleCalls(this).Enter(module, arguments, depth, site)
            : new TensorValue(new FlowNode(FlowKind.Call, [.. arguments.SelectMany(argument => argument.Tensors)]) { Module = module.Module });
    }

    /// <summary>Follows a method in source.</summary>
    /// <param name="method">The method.</param>
    /// <param name="self">Its <c>this</c>.</param>
    /// <param name="arguments">Its arguments in the order of its parameters.</param>
    /// <param name="depth">How many calls deep.</param>
    internal FlowValue Invoke(IMethodSymbol method, ModuleValue? self, IReadOnlyList<FlowValue> arguments, int depth)
    {
        var body = depth > DeepestCall ? null : Source.Body(method);
        if (body is null) return Unknown(self is null ? arguments : arguments.Append(self));
        var frame = new FlowFrame(self, depth);
        var parameters = (method.OriginalDefinition.PartialImplementationPart ?? method.OriginalDefinition).Parameters;
        for (var i = 0; i < parameters.Length && i < arguments.Count; i++) frame.Variables[parameters[i]] = arguments[i];
        var around = Arms;
        new FlowStatements(this, frame).Run(body);
        Arms = around;
        return frame.Returns.Count == 0 ? FlowValue.Plain : frame.Returns.Aggregate(FlowMerge.Merge);
    }

    /// <summary>Begins an expression or statement; false where the code is too deep or too long to be followed, and what it does is then unknown.</summary>
    internal bool Enter()
    {
        if (steps >= MostSteps || level >= DeepestExpression) return IsComplete = false;
        (steps, level) = (steps + 1, level + 1);
        return true;
    }

    /// <summary>Ends what <see cref="Enter"/> began.</summary>
    internal void Leave() => level--;

    /// <summary>Notes what runs at a time of its own.</summary>
    internal void Note(FlowNode made, FlowNode? overwritten, SyntaxNode? place) => Steps.Add(new(made, overwritten, place, Arms));

    /// <summary>Follows one arm of a branch.</summary>
    internal T InArm<T>(IOperation branch, int arm, Func<T> follow)
    {
        var around = Arms;
        Arms = around.Push((branch, arm));
        var result = follow();
        Arms = around;
        return result;
    }

    /// <summary>A value that depends on the given ones in a way that is not known.</summary>
    /// <param name="from">The values.</param>
    /// <param name="module">The module that was called, where one was.</param>
    internal FlowValue Unknown(IEnumerable<FlowValue> from, ModuleNode? module = null)
    {
        var values = from.ToList();
        if (values.Any(value => value.HoldsModule)) IsComplete = false;
        return new TensorValue(new FlowNode(FlowKind.Other, [.. values.SelectMany(value => value.Tensors).Distinct()]) { Module = module });
    }

    /// <summary>The <c>forward</c> of a class in source, or null.</summary>
    internal IMethodSymbol? Forward(ModuleNode module)
    {
        for (var type = module.Type as INamedTypeSymbol; type is not null && !KnownModules.IsTorchSharp(type); type = type.BaseType)
        {
            var forward = type.GetMembers("forward").OfType<IMethodSymbol>().FirstOrDefault(method => method is { IsStatic: false, IsAbstract: false } && Source.Body(method) is not null);
            if (forward is not null) return forward;
        }

        return null;
    }
}
