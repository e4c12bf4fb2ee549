using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace NormGen.CodeModel.Formulas.Terms;

/// <summary>
/// One statement or expression of a formula, with what it means: which operator, which method, which conversions. The same whether the compiler bound it (<see cref="BoundTerms"/>) or it was read from its syntax
/// (<see cref="WrittenBody"/>). Kinds and names are those of <see cref="IOperation"/>.
/// </summary>
internal abstract record Term(TermFacts Facts)
{
    public SyntaxNode Syntax => Facts.Syntax;

    public ITypeSymbol? Type => Facts.Type;

    public Optional<object?> ConstantValue => Facts.ConstantValue;

    /// <summary>Whether the compiler refuses one of its parts.</summary>
    public bool HasInvalidPart => Facts.HasInvalidPart;

    /// <summary>Whether it assigns, in whatever way.</summary>
    public bool IsAssignment => this is AssignmentTerm or OtherTerm { Assigns: true };
}

/// <summary>What every term has.</summary>
/// <param name="Syntax">Where it stands.</param>
/// <param name="Type">Its type; null for statements and for what has none.</param>
/// <param name="ConstantValue">What C# itself has folded it to.</param>
/// <param name="HasInvalidPart">Whether the compiler refuses one of its parts.</param>
internal readonly record struct TermFacts(SyntaxNode Syntax, ITypeSymbol? Type = null, Optional<object?> ConstantValue = default, bool HasInvalidPart = false);

/// <summary>A local: its symbol, or what stands for it, equal for all uses of one.</summary>
internal sealed record LocalTerm(TermFacts Facts, object Local) : Term(Facts);

/// <summary>A parameter.</summary>
internal sealed record ParameterTerm(TermFacts Facts, IParameterSymbol Parameter) : Term(Facts);

/// <summary>A conversion, by an operator of a type or by the language.</summary>
internal sealed record ConversionTerm(TermFacts Facts, Term Operand, bool IsUserDefined) : Term(Facts);

/// <summary>An operator with one operand.</summary>
internal sealed record UnaryTerm(TermFacts Facts, UnaryOperatorKind OperatorKind, Term Operand) : Term(Facts);

/// <summary>An operator with two operands.</summary>
internal sealed record BinaryTerm(TermFacts Facts, BinaryOperatorKind OperatorKind, Term LeftOperand, Term RightOperand) : Term(Facts);

/// <summary>A call; arguments as written, then those left at their defaults.</summary>
internal sealed record CallTerm(TermFacts Facts, IMethodSymbol TargetMethod, Term? Instance, ImmutableArray<ArgumentTerm> Arguments) : Term(Facts);

/// <summary>An argument, written or left at its default.</summary>
internal sealed record ArgumentTerm(TermFacts Facts, IParameterSymbol? Parameter, Term Value, bool IsDefault) : Term(Facts);

/// <summary>A tuple.</summary>
internal sealed record TupleTerm(TermFacts Facts, ImmutableArray<Term> Elements) : Term(Facts);

/// <summary>A collection expression or an array with its elements.</summary>
internal sealed record ListTerm(TermFacts Facts, ImmutableArray<Term> Elements) : Term(Facts);

/// <summary>A field, mostly a constant.</summary>
internal sealed record FieldTerm(TermFacts Facts, IFieldSymbol Field, Term? Instance) : Term(Facts);

/// <summary>A property.</summary>
internal sealed record PropertyTerm(TermFacts Facts, IPropertySymbol Property, Term? Instance) : Term(Facts);

/// <summary>An element of an array, by number or <c>^</c> number.</summary>
internal sealed record ElementTerm(TermFacts Facts, Term Instance, Term Argument) : Term(Facts);

/// <summary><c>a ? b : c</c>, or <c>if</c>.</summary>
internal sealed record ConditionalTerm(TermFacts Facts, Term Condition, Term WhenTrue, Term? WhenFalse) : Term(Facts);

/// <summary>An assignment, with the operator of <c>+=</c> and its like.</summary>
internal sealed record AssignmentTerm(TermFacts Facts, Term Target, Term Value, BinaryOperatorKind OperatorKind = BinaryOperatorKind.None) : Term(Facts);

/// <summary><c>var x</c> or <c>var (x, y)</c> as the target of an assignment.</summary>
internal sealed record DeclarationTerm(TermFacts Facts, Term Expression) : Term(Facts);

/// <summary><c>_</c></summary>
internal sealed record DiscardTerm(TermFacts Facts) : Term(Facts);

/// <summary><c>default</c></summary>
internal sealed record DefaultTerm(TermFacts Facts) : Term(Facts);

/// <summary>What the compiler refuses.</summary>
internal sealed record InvalidTerm(TermFacts Facts) : Term(Facts);

/// <summary>A literal, or any other expression or statement, which may assign.</summary>
internal sealed record OtherTerm(TermFacts Facts, bool Assigns = false) : Term(Facts);

/// <summary>Statements in order.</summary>
internal sealed record BlockTerm(TermFacts Facts, ImmutableArray<Term> Statements) : Term(Facts);

/// <summary>A result.</summary>
internal sealed record ReturnTerm(TermFacts Facts, Term Value) : Term(Facts);

/// <summary>Declared locals, as far as they have an initializer.</summary>
internal sealed record LocalsTerm(TermFacts Facts, ImmutableArray<(object Local, Term Value)> Locals) : Term(Facts);

/// <summary>A <c>using</c> around statements.</summary>
internal sealed record UsingTerm(TermFacts Facts, Term Resources, Term Body) : Term(Facts);

/// <summary>An expression as a statement.</summary>
internal sealed record EffectTerm(TermFacts Facts, Term Expression) : Term(Facts);

/// <summary>A statement that does nothing where it stands.</summary>
internal sealed record EmptyTerm(TermFacts Facts) : Term(Facts);
