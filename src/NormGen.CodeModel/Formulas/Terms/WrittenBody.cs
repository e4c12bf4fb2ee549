using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace NormGen.CodeModel.Formulas.Terms;

/// <summary>
/// Reads a method's body from its syntax: parameters and locals by name, other names by asking what they mean at this place, types from the inside out. Which operator or overload is meant is the compiler's own
/// <see cref="KnownAnswers"/>. Every method of it returns null at the first thing that is not certain; then the whole body is bound.
/// </summary>
internal sealed partial class WrittenBody
{
    private readonly IMethodSymbol method;
    private readonly Compilation compilation;
    private readonly NamesInScope names;
    private readonly KnownAnswers answers;
    private readonly Compiler compiler;
    private readonly CancellationToken token;
    private readonly Dictionary<string, Variable> variables = [];

    private WrittenBody(IMethodSymbol method, MethodDeclarationSyntax declaration, SemanticModel model, CancellationToken token)
    {
        this.method = method;
        this.token = token;
        compilation = model.Compilation;
        answers = KnownAnswers.Of(compilation);
        names = new(model, declaration, answers);
        compiler = new(model, token);
    }

    /// <summary>The body of a method; null where the compiler must bind it.</summary>
    /// <param name="method">The method.</param>
    /// <param name="declaration">Its declaration.</param>
    /// <param name="model">The model of the file it stands in.</param>
    /// <param name="token">Stops the work.</param>
    public static Term? Read(IMethodSymbol method, MethodDeclarationSyntax declaration, SemanticModel model, CancellationToken token)
    {
        if (declaration.ContainsDiagnostics || method.IsGenericMethod || method.IsAsync) return null;
        var reader = new WrittenBody(method, declaration, model, token);
        return method.Parameters.All(reader.Declare) ? reader.Body(declaration) : null;
    }

    private Term? Body(MethodDeclarationSyntax declaration)
    {
        if (declaration.ExpressionBody is { } arrow) return Returned(arrow.Expression) is { } value ? new BlockTerm(new(arrow), [new ReturnTerm(new(arrow.Expression), value)]) : null;
        if (declaration.Body is not { } block) return null;
        var statements = ImmutableArray.CreateBuilder<Term>(block.Statements.Count);
        foreach (var statement in block.Statements)
        {
            token.ThrowIfCancellationRequested();
            if (Statement(statement) is not { } term) return null;
            statements.Add(term);
        }

        return new BlockTerm(new(block), statements.MoveToImmutable());
    }

    private Term? Statement(StatementSyntax statement) => statement switch
    {
        ReturnStatementSyntax { Expression: { } expression } => Returned(expression) is { } value ? new ReturnTerm(new(statement), value) : null,
        LocalDeclarationStatementSyntax { AwaitKeyword.RawKind: 0 } declaration => Locals(declaration),
        ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax assignment } => Assignment(assignment) is { } term ? new EffectTerm(new(statement), term) : null,
        _ => null,
    };

    private Term? Returned(ExpressionSyntax expression)
    {
        if (Bare(expression) is not TupleExpressionSyntax tuple) return Value(expression, method.ReturnType);
        if (method.ReturnType is not INamedTypeSymbol { IsTupleType: true } type || type.TupleElements.Length != tuple.Arguments.Count) return null;
        // A tuple literal with the very types of the result is converted part by part, and no part changes.
        return Tuple(tuple) is { } term && term.Elements.Zip(type.TupleElements, (item, element) => IsSame(item.Type, element.Type)).All(same => same) ? term : null;
    }

    private Term? Locals(LocalDeclarationStatementSyntax statement)
    {
        var written = statement.Declaration.Type;
        var isImplicit = written is IdentifierNameSyntax { Identifier.ValueText: "var" };
        var type = isImplicit ? null : TypeOf(written);
        // A type may be called var.
        if (isImplicit ? !names.TypesNamed("var").IsEmpty : type is null) return null;
        var locals = ImmutableArray.CreateBuilder<(object, Term)>(statement.Declaration.Variables.Count);
        foreach (var variable in statement.Declaration.Variables)
        {
            if (variable is not { ArgumentList: null, Initializer: { } initializer } || Value(initializer.Value, type) is not { Type: { } own } value) return null;
            if (!Declare(variable.Identifier, new(own, variable, IsFixed: statement.IsConst || statement.UsingKeyword.RawKind != 0, statement.IsConst ? value.ConstantValue : default))) return null;
            locals.Add((variable, value));
        }

        return new LocalsTerm(new(statement), locals.MoveToImmutable());
    }

    private Term? Assignment(AssignmentExpressionSyntax assignment)
    {
        if (!assignment.IsKind(SyntaxKind.SimpleAssignmentExpression)) return Compound(assignment);
        if (assignment.Left is DeclarationExpressionSyntax or TupleExpressionSyntax) return Deconstruction(assignment);
        return Target(assignment.Left) is { Type: { } type } target && Value(assignment.Right, type) is { } value ? new AssignmentTerm(new(assignment, type), target, value) : null;
    }

    private Term? Compound(AssignmentExpressionSyntax assignment)
    {
        if (Target(assignment.Left) is not { Type: { } type } target || OperandOf(assignment.Right) is not { } value) return null;
        var first = new Operand(Bare(assignment.Left), target, []);
        var answer = answers.Get(Asked([assignment.Kind()], first, value), () => compiler.Compound(assignment, first, value));
        return answer is not null && IsSame(answer.Type, type) && value.After(answer.Right) is { } after ? new AssignmentTerm(new(assignment, type), target, after, answer.Kind) : null;
    }

    /// <summary><c>var (a, b) = (x, y);</c>, also from a call that returns a tuple, and <c>(a, b) = (x, y);</c></summary>
    private Term? Deconstruction(AssignmentExpressionSyntax assignment)
    {
        var value = Bare(assignment.Right) is TupleExpressionSyntax tuple ? Tuple(tuple) : Expression(assignment.Right);
        var types = value is TupleTerm literal ? [.. literal.Elements.Select(e => e.Type!)] : value?.Type is INamedTypeSymbol { IsTupleType: true } type ? type.TupleElements.Select(e => e.Type).ToImmutableArray() : default;
        if (types.IsDefault) return null;
        if (assignment.Left is DeclarationExpressionSyntax { Type: IdentifierNameSyntax { Identifier.ValueText: "var" }, Designation: ParenthesizedVariableDesignationSyntax { Variables: var variables } designation })
        {
            if (variables.Count != types.Length || !names.TypesNamed("var").IsEmpty) return null;
            var locals = ImmutableArray.CreateBuilder<Term>(variables.Count);
            for (var i = 0; i < variables.Count; i++)
            {
                if (variables[i] is not SingleVariableDesignationSyntax single || !Declare(single.Identifier, new(types[i], single))) return null;
                locals.Add(new LocalTerm(new(single, types[i]), single));
            }

            return new AssignmentTerm(new(assignment), new DeclarationTerm(new(assignment.Left), new TupleTerm(new(designation), locals.MoveToImmutable())), value!);
        }

        if (assignment.Left is not TupleExpressionSyntax { Arguments: var parts } targets || parts.Count != types.Length) return null;
        var written = parts.Select((part, i) => part.NameColon is null && Target(part.Expression) is { } target && IsSame(target.Type, types[i]) ? target : null).ToImmutableArray();
        return written.Contains(null) ? null : new AssignmentTerm(new(assignment), new TupleTerm(new(targets), written!), value!);
    }

    /// <summary>A local or parameter that may be assigned to.</summary>
    private Term? Target(ExpressionSyntax expression)
        => expression is IdentifierNameSyntax { Identifier.ValueText: var name } && variables.TryGetValue(name, out var variable) && !variable.IsFixed ? variable.At(expression) : null;

    private bool Declare(IParameterSymbol parameter)
        => parameter.RefKind == RefKind.None && Declare(parameter.Name, new(parameter.Type, parameter));

    private bool Declare(SyntaxToken identifier, Variable variable) => !identifier.IsMissing && Declare(identifier.ValueText, variable);

    /// <summary>False for a name that means something else as well: another variable, what it was used for above, its own type (then <c>Name.member</c> may be a member of either).</summary>
    private bool Declare(string name, Variable variable)
    {
        if (variables.ContainsKey(name) || names.WasUsed(name) || name == variable.Type.Name) return false;
        variables.Add(name, variable);
        return true;
    }

    private static bool IsSame(ITypeSymbol? a, ITypeSymbol? b) => SymbolEqualityComparer.Default.Equals(a, b);

    private static ExpressionSyntax Bare(ExpressionSyntax expression)
    {
        while (expression is ParenthesizedExpressionSyntax { Expression: var inner }) expression = inner;
        return expression;
    }

    /// <summary>A parameter or local.</summary>
    /// <param name="Type">Its type.</param>
    /// <param name="Key">The parameter, or the syntax that declares the local.</param>
    /// <param name="IsFixed">Whether nothing may be assigned to it.</param>
    /// <param name="Constant">The value of a <c>const</c>.</param>
    private sealed record Variable(ITypeSymbol Type, object Key, bool IsFixed = false, Optional<object?> Constant = default)
    {
        public Term At(ExpressionSyntax place) => Key is IParameterSymbol parameter ? new ParameterTerm(new(place, Type), parameter) : new LocalTerm(new(place, Type, Constant), Key);
    }
}
