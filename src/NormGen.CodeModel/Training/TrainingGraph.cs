using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using NormGen.CodeModel.Modules;
using NormGen.CodeModel.Types;

namespace NormGen.CodeModel.Training;

/// <summary>The training side of a model graph: what a program does with a model class beside calling it, in the order of the text. Read by what the rules over training read.</summary>
public sealed class TrainingGraph
{
    private static readonly HashSet<string> Modes = ["train", "eval"];

    private readonly INamedTypeSymbol model;
    private readonly SourceValues values;
    private readonly List<SyntaxNode> optimizers = [];

    private TrainingGraph(INamedTypeSymbol model, SourceValues values)
    {
        this.model = model.OriginalDefinition;
        this.values = values;
        var found = Candidates().ToList();
        optimizers.AddRange(found.Where(operation => OptimizerCreation.Of(operation) is { } creation && IsOverModel(creation)).Select(operation => operation.Syntax));
        Steps = [.. found.Select(Read).OfType<TrainingStep>()];
    }

    /// <summary>The steps.</summary>
    public IReadOnlyList<TrainingStep> Steps { get; }

    /// <summary>Reads what a compilation does with a model class.</summary>
    /// <param name="model">The class.</param>
    /// <param name="compilation">The compilation.</param>
    /// <param name="token">Stops the work.</param>
    public static TrainingGraph Of(INamedTypeSymbol model, Compilation compilation, CancellationToken token) => new(model, new(new(compilation, token)));

    private IEnumerable<IOperation> Candidates()
    {
        foreach (var node in values.Source.Compilation.SyntaxTrees.SelectMany(tree => tree.GetRoot(values.Source.Token).DescendantNodes()))
        {
            if (node is InvocationExpressionSyntax or BaseObjectCreationExpressionSyntax && values.Source.Operation(node) is { } operation) yield return operation;
        }
    }

    private TrainingStep? Read(IOperation operation)
    {
        if (optimizers.Contains(operation.Syntax)) return Step(TrainingStepKind.Optimizer, operation, SingleValues.Target(operation)) with { Parts = TrainedPart.Of(OptimizerCreation.Of(operation)!, values), Arguments = Arguments(operation, 1) };
        switch (operation)
        {
            case IObjectCreationOperation { Type: { } made } when SymbolEqualityComparer.Default.Equals(made.OriginalDefinition, model):
                return Step(TrainingStepKind.Creation, operation, SingleValues.Target(operation)) with { Arguments = Arguments(operation, 0) };
            case IInvocationOperation { TargetMethod: { Name: "step" or "zero_grad" }, Instance: { } stepped } when TorchTypes.IsOptimizer(stepped.Type) && IsOptimizer(stepped) || TorchTypes.IsScheduler(stepped.Type) && IsSchedule(values.Behind(stepped)):
                return Step(TrainingStepKind.Step, operation, SingleValues.Symbol(stepped));
            case IInvocationOperation { TargetMethod: var method } when IsSchedule(operation):
                return Step(TrainingStepKind.Schedule, operation, SingleValues.Target(operation)) with { Arguments = Arguments(operation, 1) };
            case IInvocationOperation { TargetMethod: { Name: var name } method, Arguments: [{ Value: var first }, ..] } when name.StartsWith("clip_grad", StringComparison.Ordinal) && TrainedModel.Model(first, values) is { } clipped && IsModel(clipped):
                return Step(TrainingStepKind.Clipping, operation, null) with { Arguments = Arguments(operation, 1) };
            case IInvocationOperation { TargetMethod: { ContainingType.Name: "init", IsStatic: true } method, Arguments: [{ Value: var filled }, ..] } when KnownModules.IsTorchSharp(method.ContainingType) && IsOfModel(filled):
                return Step(TrainingStepKind.Initialization, operation, null) with { Arguments = [(filled.Syntax.ToString(), ""), .. Arguments(operation, 1)] };
            case IInvocationOperation { TargetMethod: var method } call when (Modes.Contains(method.Name) || LateMove.Moves.Contains(method.Name)) && TorchTypes.IsOfTorchSharp(method) && Receiver(call) is { } receiver && IsModel(receiver):
                return Step(Modes.Contains(method.Name) ? TrainingStepKind.Mode : TrainingStepKind.Move, operation, SingleValues.Symbol(receiver)) with { Arguments = Arguments(operation, call.Instance is null ? 1 : 0) };
            default:
                return null;
        }
    }

    private TrainingStep Step(TrainingStepKind kind, IOperation operation, ISymbol? name) => new(kind, operation, Within(operation), name?.Name);

    private string Within(IOperation operation)
    {
        var symbol = values.Source.Compilation.GetSemanticModel(operation.Syntax.SyntaxTree).GetEnclosingSymbol(operation.Syntax.SpanStart, values.Source.Token);
        while (symbol is IMethodSymbol { MethodKind: MethodKind.AnonymousFunction }) symbol = symbol.ContainingSymbol;
        var local = "";
        for (; symbol is IMethodSymbol { MethodKind: MethodKind.LocalFunction or MethodKind.AnonymousFunction }; symbol = symbol.ContainingSymbol) local = "." + symbol.Name + local;
        return symbol switch
        {
            IMethodSymbol { MethodKind: MethodKind.Constructor or MethodKind.StaticConstructor } or INamedTypeSymbol => $"new {(symbol as INamedTypeSymbol ?? symbol.ContainingType).Name}{local}",
            IMethodSymbol { Name: "<Main>$" } => "top-level statements" + local,
            { ContainingType: { } type } => $"{type.Name}.{(symbol is IMethodSymbol { AssociatedSymbol: { } property } ? property.Name : symbol.Name)}{local}",
            _ => "unknown",
        };
    }

    /// <summary>What the written arguments from an ordinal on are.</summary>
    private IReadOnlyList<(string Parameter, string? Value)> Arguments(IOperation operation, int from)
    {
        var arguments = operation switch { IInvocationOperation call => call.Arguments, IObjectCreationOperation made => made.Arguments, _ => [] };
        return [.. arguments.Where(argument => argument.ArgumentKind == ArgumentKind.Explicit && argument.Parameter?.Ordinal >= from).Select(argument => (argument.Parameter!.Name, Text(argument.Value)))];
    }

    private string? Text(IOperation value) => values.Behind(value) switch
    {
        { ConstantValue: { HasValue: true, Value: { } constant } } => Convert.ToString(constant, CultureInfo.InvariantCulture),
        IDelegateCreationOperation or IAnonymousFunctionOperation => "function",
        IMemberReferenceOperation { Member: { IsStatic: true } member } => member.Name,
        _ => null,
    };

    private static IOperation? Receiver(IInvocationOperation call) => call.Instance ?? (call.TargetMethod.IsExtensionMethod && call.Arguments is [var receiver, ..] ? receiver.Value : null);

    private bool IsOverModel(OptimizerCreation creation)
    {
        if (!ParameterGroups.AreGroups(creation.Parameters)) return IsParametersOfModel(creation.Parameters);
        return ParameterGroups.Read(creation.Parameters, values)?.Any(group => group.Parameters is { } parameters && IsParametersOfModel(parameters)) == true;
    }

    private bool IsParametersOfModel(IOperation parameters) => TrainedModel.Model(parameters, values) is { } whole && IsModel(whole) || ParameterSelection.Of(parameters, values) is { } selection && IsModel(selection.Root);

    private bool IsOptimizer(IOperation stepped) => optimizers.Contains(values.Behind(stepped).Syntax);

    private bool IsSchedule(IOperation made) => made is IInvocationOperation { TargetMethod: { IsStatic: true, ContainingType.Name: "lr_scheduler" } method, Arguments: [{ Value: var over }, ..] } && KnownModules.IsTorchSharp(method.ContainingType) && IsOptimizer(over);

    private bool IsModel(IOperation value) => Is(SingleValues.Bare(value).Type) || Is(values.Behind(value).Type);

    private bool Is(ITypeSymbol? type) => type is not null && SymbolEqualityComparer.Default.Equals(type.OriginalDefinition, model);

    /// <summary>Whether an expression leads from the model, or from <c>this</c> in its class, to one of its members.</summary>
    private bool IsOfModel(IOperation value)
    {
        for (var place = values.Behind(value); ; place = SingleValues.Bare(place))
        {
            if (IsModel(place)) return true;
            if (place is IMemberReferenceOperation { Instance: { } owner }) place = owner;
            else if (place is IInvocationOperation { Instance: { } called }) place = called;
            else return false;
        }
    }
}
