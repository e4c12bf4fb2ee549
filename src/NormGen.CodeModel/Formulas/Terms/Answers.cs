using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace NormGen.CodeModel.Formulas.Terms;

/// <summary>A conversion that the compiler adds.</summary>
/// <param name="Type">To what.</param>
/// <param name="IsUserDefined">Whether an operator of a type converts.</param>
/// <param name="IsConstant">Whether a constant stays one.</param>
internal sealed record ConversionAnswer(ITypeSymbol? Type, bool IsUserDefined, bool IsConstant);

/// <summary>What becomes of an operand.</summary>
/// <param name="Conversions">How it is converted, first to last.</param>
/// <param name="ListType">The type of a collection expression before that; null for others.</param>
/// <param name="Elements">What becomes of its elements.</param>
internal sealed record OperandAnswer(ImmutableArray<ConversionAnswer> Conversions, ITypeSymbol? ListType, ImmutableArray<OperandAnswer> Elements);

/// <summary>An operator with one operand.</summary>
internal sealed record UnaryAnswer(UnaryOperatorKind Kind, ITypeSymbol Type, OperandAnswer Operand);

/// <summary>An operator with two operands; of an assignment, the second is the one that is read.</summary>
internal sealed record BinaryAnswer(BinaryOperatorKind Kind, ITypeSymbol Type, bool IsConstant, OperandAnswer? Left, OperandAnswer Right);

/// <summary>A cast.</summary>
internal sealed record CastAnswer(ITypeSymbol Type, bool IsUserDefined, bool IsConstant, OperandAnswer Operand);

/// <summary>An element of an array.</summary>
internal sealed record ElementAnswer(ITypeSymbol Type, OperandAnswer Index);

/// <summary>A call.</summary>
internal sealed record CallAnswer(IMethodSymbol Method, ITypeSymbol? Type, ImmutableArray<ArgumentAnswer> Arguments);

/// <summary>An argument of a call.</summary>
/// <param name="Parameter">Of which parameter.</param>
/// <param name="Written">Which of the written ones it is; -1 for others.</param>
/// <param name="Operand">What becomes of it.</param>
internal sealed record ArgumentAnswer(IParameterSymbol Parameter, int Written, OperandAnswer Operand)
{
    /// <summary>Which of the written ones a <c>params</c> array takes; default where it is none.</summary>
    public ImmutableArray<int> Packed { get; init; }

    /// <summary>The default, where the caller left it out.</summary>
    public DefaultAnswer? Default { get; init; }
}

/// <summary>The default of a parameter, before its conversions.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Value">Its value.</param>
/// <param name="IsLiteral">Whether it is a literal, and not <c>default</c>.</param>
internal sealed record DefaultAnswer(ITypeSymbol? Type, Optional<object?> Value, bool IsLiteral);
