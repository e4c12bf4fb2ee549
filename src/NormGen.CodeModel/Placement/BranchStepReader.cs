using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NormGen.CodeModel.Collections;
using NormGen.CodeModel.Modules;
using NormGen.CodeModel.Types;

namespace NormGen.CodeModel.Placement;

/// <summary>Reads which operation a module is, from the expression that makes it.</summary>
internal static class BranchStepReader
{
    private static readonly Dictionary<string, BranchStepKind> Kinds = new(StringComparer.Ordinal)
    {
        ["Dropout"] = BranchStepKind.Dropout,
        ["ReLU"] = BranchStepKind.Relu,
        ["SiLU"] = BranchStepKind.Silu,
        ["Tanh"] = BranchStepKind.Tanh,
        ["Sigmoid"] = BranchStepKind.Sigmoid,
        ["Mish"] = BranchStepKind.Mish,
        ["Softsign"] = BranchStepKind.Softsign,
    };

    /// <summary>The bias of a <c>Linear</c>; null where the module is none, or (with the reason) where it is not known to have a bias.</summary>
    public static BranchStep? Bias(Creation made, int item, out string? why)
    {
        why = null;
        if (made.Value.Type is not { } type || KnownModules.KindOf(type) != ModuleKind.Linear) return null;
        if (Argument(made, "hasBias") is not { } hasBias) why = "its closing Linear is made of parameters";
        else if (made.Scope.FactOf(hasBias).Truth is not { } truth) why = "whether its closing Linear has a bias is not known when the block is compiled";
        else if (truth) return new(BranchStepKind.Bias, TypeText.Full(type.WithNullableAnnotation(NullableAnnotation.None)), item, null, default);
        else why = "its closing Linear has no bias";
        return null;
    }

    /// <summary>A dropout, an activation or a norm; null with the reason where the module is none that a joint can compute.</summary>
    public static BranchStep? Read(BlockReading reading, Creation made, int item, out string? why)
    {
        why = null;
        if (made.Value.Type is not { } type) why = "its closing module is not known";
        else if (!KnownModules.IsTorchSharp(type)) return Norm(reading, made, item, out why);
        else if (type.Name == "GELU") return Gelu(made) is { } gelu ? Step(gelu, type, item) : Left("which approximation its closing GELU takes is not known when the block is compiled", out why);
        else if (Kinds.TryGetValue(type.Name, out var kind)) return Step(kind, type, item);
        else why = $"its closing {type.Name} has no form in a joint";
        return null;
    }

    /// <summary>A norm that is made with a number of features, with <c>eps</c> or not, and with nothing else: it has all of its parameters.</summary>
    public static BranchStep? Norm(BlockReading reading, Creation made, int item, out string? why)
    {
        why = null;
        var (arguments, isConstructed) = made.Value switch
        {
            IObjectCreationOperation { Initializer: null } created => (created.Arguments, true),
            IInvocationOperation { TargetMethod: { ContainingAssembly.Name: "NormGen" } method } call when method.Name == call.Type?.Name => (call.Arguments, true),
            _ => (ImmutableArray<IArgumentOperation>.Empty, false),
        };
        if (made.Value.Type is not INamedTypeSymbol type || TorchTypes.BasesOf(type).All(t => PlacementAttributes.Find(t, NormGenNames.NormFormula) is null))
            return Left($"its closing {made.Value.Type?.Name ?? "module"} has no form in a joint", out why);
        var isPlain = isConstructed && arguments.FirstOrDefault(a => a.Parameter?.Ordinal == 0) is { Parameter.Type.SpecialType: SpecialType.System_Int64 }
            && arguments.All(a => a.ArgumentKind == ArgumentKind.DefaultValue || a.Parameter is { Ordinal: 0 } or { Name: "eps" });
        if (!isPlain) return Left($"its closing {type.Name} is made with more than a number of features and eps", out why);
        if (!reading.CanUse(type)) return Left($"its closing {type.Name} cannot be seen from the block", out why);
        var found = new List<NormArgument>();
        var fault = NormFormulaReader.Read(reading, type, found, out var formula, out var obstacle) ?? obstacle;
        return fault is null ? new(BranchStepKind.Norm, TypeText.Full(type.WithNullableAnnotation(NullableAnnotation.None)), item, formula, found.ToEquatableArray()) : Left($"of its closing {type.Name}: {fault}", out why);
    }

    private static BranchStep Step(BranchStepKind kind, ITypeSymbol type, int item) => new(kind, TypeText.Full(type.WithNullableAnnotation(NullableAnnotation.None)), item, null, default);

    private static BranchStepKind? Gelu(Creation made)
    {
        if (Argument(made, "approximate") is not { } approximate) return BranchStepKind.Gelu;
        return made.Scope.Unwrap(approximate) is IFieldReferenceOperation { Field.Name: "tanh" or "none" } field ? field.Field.Name == "tanh" ? BranchStepKind.GeluTanh : BranchStepKind.Gelu : null;
    }

    private static IOperation? Argument(Creation made, string name)
        => (made.Value as IInvocationOperation)?.Arguments.FirstOrDefault(a => a.Parameter?.Name == name)?.Value;

    private static BranchStep? Left(string reason, out string? why)
    {
        why = reason;
        return null;
    }
}
