using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Formulas.Terms;

namespace NormGen.CodeModel.Formulas;

/// <summary>What an expression of a formula stands for while it is read.</summary>
internal abstract record FormulaValue
{
    /// <summary>Something that has been complained about, or that the compiler refuses: everything computed from it stays silent.</summary>
    public static readonly FormulaValue Unknown = new UnknownValue();

    /// <summary><c>null</c>, or an argument left at a default of null.</summary>
    public static readonly FormulaValue Null = new NullValue();

    /// <summary>The element type of the formula's tensors.</summary>
    public static readonly FormulaValue OwnType = new TypeValue("x.dtype");

    /// <summary><c>ScalarType.Float32</c>, in which kernels compute with halves.</summary>
    public static readonly FormulaValue Float32 = new TypeValue("float32");

    /// <summary>Any other element type.</summary>
    public static readonly FormulaValue OtherType = new TypeValue("another");

    /// <summary>A <c>NewDisposeScope()</c>: kernels make no temporaries, so it means nothing.</summary>
    public static readonly FormulaValue DisposeScope = new ScopeValue();

    private sealed record UnknownValue : FormulaValue;

    private sealed record NullValue : FormulaValue;

    private sealed record TypeValue(string Name) : FormulaValue;

    private sealed record ScopeValue : FormulaValue;
}

/// <summary>A tensor.</summary>
/// <param name="Node">Its expression.</param>
/// <param name="Shape">Its shape in eager code.</param>
/// <param name="IsMask">Whether its type is bool.</param>
internal sealed record TensorValue(Node Node, TensorShape Shape, bool IsMask = false) : FormulaValue
{
    /// <summary>Whether eager code holds it as float32, whatever the formula's own type is: <c>x.to(float32)</c> and what is computed from that.</summary>
    public bool IsFloat32 { get; init; }
}

/// <summary>A number of C#, or a <c>Scalar</c>.</summary>
/// <param name="Node">Its expression.</param>
/// <param name="IsInteger">Whether C# computes with it in integers.</param>
internal sealed record NumberValue(Node Node, bool IsInteger) : FormulaValue;

/// <summary>The size of a dimension, or a product of such sizes.</summary>
/// <param name="Dimensions">The dimensions.</param>
/// <param name="Cut">The division that made it, where it is what a number of groups leaves: a size for a view, and nothing to compute with, because eager code drops the remainder.</param>
internal sealed record SizeValue(ImmutableArray<Dimension> Dimensions, Term? Cut = null) : FormulaValue;

/// <summary>A condition of C# over numbers.</summary>
/// <param name="Node">Its expression, 1 or 0.</param>
internal sealed record ConditionValue(Node Node) : FormulaValue;

/// <summary>A tuple.</summary>
/// <param name="Items">Its items.</param>
internal sealed record TupleValue(ImmutableArray<FormulaValue> Items) : FormulaValue;

/// <summary><c>x.shape</c></summary>
/// <param name="Shape">Of what shape.</param>
internal sealed record SizesValue(TensorShape Shape) : FormulaValue;
