using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using NormGen.CodeModel.Modules;
using NormGen.CodeModel.Types;

namespace NormGen.CodeModel.Training;

/// <summary>The optimizer that a scheduler drives, and what steps it: itself, or methods and local functions that get it.</summary>
/// <param name="optimizer">The optimizer, as the construction of the scheduler names it.</param>
/// <param name="scheduler">That construction.</param>
/// <param name="values">Follows values.</param>
internal sealed class SteppedOptimizer(IOperation optimizer, IOperation scheduler, SourceValues values)
{
    private const int DeepestHelper = 3;

    private readonly Dictionary<ISymbol, bool> known = new(SymbolEqualityComparer.Default);

    /// <summary>The locals, parameters or members that hold it, as far as names lead to one another; none where it has no name.</summary>
    public IReadOnlyList<ISymbol> Names { get; } = [.. new[] { SingleValues.Symbol(optimizer), SingleValues.Symbol(values.Named(optimizer)) }.OfType<ISymbol>().Distinct<ISymbol>(SymbolEqualityComparer.Default)];

    /// <summary>Whether a call is its <c>step()</c>.</summary>
    public bool IsStep(IInvocationOperation call) => call is { TargetMethod.Name: "step", Instance: { } instance } && TorchTypes.IsOptimizer(instance.Type) && SingleValues.Symbol(instance) is not null && values.AreSame(instance, optimizer);

    /// <summary>Whether a call steps it, itself or in the body of what it calls.</summary>
    public bool IsSteppedBy(IInvocationOperation call) => IsSteppedBy(call, DeepestHelper);

    /// <summary>Whether something unseen may step it before an operation: code that gets it, functions that hold it, other members of the class, methods of the class that cannot be read.</summary>
    /// <param name="operation">The step of the scheduler.</param>
    /// <param name="loop">The loop around it.</param>
    /// <param name="function">The function it stands in.</param>
    /// <param name="steps">What is known to step the optimizer in that function.</param>
    public bool MayBeSteppedBefore(IOperation operation, ILoopOperation loop, IOperation function, IReadOnlyList<IInvocationOperation> steps)
    {
        var root = SingleValues.Root(operation);
        var helpers = new HashSet<SyntaxNode>(steps.SelectMany(step => step.TargetMethod.DeclaringSyntaxReferences).Select(place => place.GetSyntax(values.Source.Token)));
        foreach (var use in root.Descendants().Where(part => Names.Any(name => part is ILocalReferenceOperation or IParameterReferenceOperation or IMemberReferenceOperation && SingleValues.Is(part, name))))
        {
            if (SingleValues.Function(use) != function && !helpers.Any(helper => helper.Span.Contains(use.Syntax.Span))) return true;
            if (SingleValues.Function(use) == function && TrainingOrder.IsBefore(use, operation) && !IsHarmless(use)) return true;
        }

        foreach (var call in SourceValues.Own(loop).OfType<IInvocationOperation>().Where(call => TrainingOrder.IsBefore(call, operation)))
        {
            if (call is { Instance: IInstanceReferenceOperation, TargetMethod: var method } && (method.IsVirtual || method.IsAbstract || values.Source.Body(method) is null) || call.Arguments.Any(argument => SingleValues.Bare(argument.Value) is IInstanceReferenceOperation)) return true;
        }

        return Names.Any(name => name is IFieldSymbol or IPropertySymbol) && IsSteppedElsewhere(root, helpers);
    }

    /// <summary>Whether another member of the class steps it, which no call in this function runs.</summary>
    private bool IsSteppedElsewhere(IOperation root, HashSet<SyntaxNode> helpers)
    {
        if (root.Syntax.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } type) return true;
        return type.DescendantNodes().OfType<InvocationExpressionSyntax>().Any(call => CreationName.Of(call) == "step" && !root.Syntax.Span.Contains(call.Span) && !helpers.Any(helper => helper.Span.Contains(call.Span)) && values.Source.Operation(call) is IInvocationOperation step && IsStep(step));
    }

    private bool IsSteppedBy(IInvocationOperation call, int depth)
    {
        if (IsStep(call)) return true;
        if (depth == 0 || call.TargetMethod is { DeclaringSyntaxReferences.IsEmpty: true } or { IsVirtual: true } or { IsAbstract: true } || call.Instance is not (null or IInstanceReferenceOperation)) return false;
        var method = call.TargetMethod.OriginalDefinition;
        if (known.TryGetValue(method, out var steps)) return steps;
        known[method] = false;
        return known[method] = values.Source.Body(method) is { } body && SourceValues.Own(body).OfType<IInvocationOperation>().Any(inner => IsSteppedBy(inner, depth - 1));
    }

    private bool IsHarmless(IOperation use) => scheduler.Syntax.Span.Contains(use.Syntax.Span) && scheduler.Syntax.SyntaxTree == use.Syntax.SyntaxTree
        || use.Parent is IInvocationOperation { TargetMethod.Name: "zero_grad" or "step" } || IsOverOptimizer(use);

    private static bool IsOverOptimizer(IOperation use)
        => use.Parent is IConversionOperation conversion ? IsOverOptimizer(conversion) : use.Parent is IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { ContainingType.Name: "lr_scheduler" } method } } && TorchTypes.IsOfTorchSharp(method);
}
