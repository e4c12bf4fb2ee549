using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Collections;

namespace NormGen.CodeModel.Formulas;

/// <summary>The declaration of a fused method and the formula it names, checked against each other. Holds symbols and so is no value for a pipeline.</summary>
public sealed class FusedSignature
{
    internal FusedSignature(IMethodSymbol method, IMethodSymbol? formula, ImmutableArray<FormulaInput> inputs, ImmutableArray<InputShape> shapes, EquatableArray<FormulaComplaint> complaints)
    {
        Method = method;
        Formula = formula;
        Inputs = inputs;
        Shapes = shapes;
        Complaints = complaints;
    }

    /// <summary>The method (its defining declaration).</summary>
    public IMethodSymbol Method { get; }

    /// <summary>The method its attribute names; null where there is none with source, or none with parameters and a result that fit a call.</summary>
    public IMethodSymbol? Formula { get; }

    /// <summary>The method that computes the gradients; null where they are the formula's derivative.</summary>
    public IMethodSymbol? Backward { get; internal set; }

    /// <summary>The place of the parameter whose memory the result takes; -1 where it has its own.</summary>
    public int Inplace => Method.Parameters.FirstOrDefault(p => FormulaTypes.Has(p, Types.NormGenNames.Inplace))?.Ordinal ?? -1;

    /// <summary>The place among the results of the one that takes it: of several the one with the parameter's name; -1 where none has it.</summary>
    public int InplaceResult => Inplace < 0 || Method.ReturnType is not INamedTypeSymbol { IsTupleType: true } tuple ? 0 : tuple.TupleElements.Select(e => e.Name).ToList().IndexOf(Method.Parameters[Inplace].Name);

    /// <summary>The parameters, as far as they are tensors and numbers.</summary>
    public ImmutableArray<FormulaInput> Inputs { get; }

    /// <summary>What the declaration says about the shape of each.</summary>
    public ImmutableArray<InputShape> Shapes { get; }

    /// <summary>Whether it overwrites parameters instead of returning results.</summary>
    public bool IsUpdate => Method.ReturnsVoid;

    /// <summary>What does not fit.</summary>
    public EquatableArray<FormulaComplaint> Complaints { get; }

    /// <summary>Reads a method that carries <c>[Fused]</c>.</summary>
    /// <param name="method">Either half of the partial method, or a method of a reference.</param>
    /// <param name="compilation">Where it is used.</param>
    /// <param name="token">Stops the work.</param>
    /// <returns>Null where the method is not fused or TorchSharp is missing.</returns>
    public static FusedSignature? Read(IMethodSymbol method, Compilation compilation, CancellationToken token)
    {
        method = method.PartialDefinitionPart ?? method;
        return FormulaTypes.Find(method, Types.NormGenNames.Fused) is { } attribute && FormulaTypes.Of(compilation) is { } types
            ? new SignatureReader(method, attribute, types, token).Read()
            : null;
    }
}
