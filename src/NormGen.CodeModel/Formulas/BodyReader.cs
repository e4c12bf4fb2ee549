using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace NormGen.CodeModel.Formulas;

/// <summary>
/// Runs a formula's body symbolically: statements in order, locals in an environment, every expression a <see cref="FormulaValue"/>. Called methods run in place, so that the result is one graph.
/// </summary>
internal sealed partial class BodyReader(Compilation compilation, FormulaTypes types, GraphBuilder builder, Layout layout, LayoutEvidence evidence, Complaints complaints, FormulaOrigins? origins, CancellationToken token)
{
    /// <summary>Expressions read before the formula counts as too large; stages behind this one walk the graph by recursion.</summary>
    private const int LargestFormula = 4000;

    private const int DeepestExpression = 300;

    private readonly Compilation compilation = compilation;
    private readonly FormulaTypes types = types;
    private readonly GraphBuilder builder = builder;
    private readonly Layout layout = layout;
    private readonly LayoutEvidence evidence = evidence;
    private readonly Complaints complaints = complaints;
    private readonly FormulaOrigins? origins = origins;
    private readonly CancellationToken token = token;
    private readonly Lowering math = new(builder);
    private readonly Dictionary<ISymbol, FormulaValue> environment = new(SymbolEqualityComparer.Default);
    private readonly List<IMethodSymbol> calls = [];
    private int expressions;
    private int depth;
    private int fusedDepth;
    private bool hasCircle;

    /// <summary>The number of groups, where the formula has some.</summary>
    public Node? Groups { get; private set; }

    /// <summary>The files whose bodies were read.</summary>
    public HashSet<SyntaxTree> Bodies { get; } = [];

    /// <summary>Runs a method's body.</summary>
    /// <param name="method">A static method or local function with source in the compilation.</param>
    /// <param name="arguments">The values of its parameters.</param>
    /// <returns>What it returns; unknown where it could not be read or does not compile.</returns>
    public FormulaValue Call(IMethodSymbol method, IReadOnlyList<FormulaValue> arguments)
    {
        if (Body(method) is not { } body) return Broken();
        for (var i = 0; i < method.Parameters.Length; i++) environment[method.Parameters[i]] = arguments[i];
        calls.Add(method);
        var result = Run(body);
        calls.RemoveAt(calls.Count - 1);
        return result ?? Broken();
    }

    /// <summary>The operations of a body; null where there is none.</summary>
    private IOperation? Body(IMethodSymbol method)
    {
        method = method.PartialImplementationPart ?? method;
        foreach (var reference in method.DeclaringSyntaxReferences)
        {
            if (!compilation.ContainsSyntaxTree(reference.SyntaxTree)) continue;
            var syntax = reference.GetSyntax(token);
            Bodies.Add(reference.SyntaxTree);
            if (syntax is not (MethodDeclarationSyntax or LocalFunctionStatementSyntax)) continue;
            return compilation.GetSemanticModel(reference.SyntaxTree).GetOperation(syntax, token) switch
            {
                IMethodBodyOperation body => body.BlockBody ?? body.ExpressionBody,
                ILocalFunctionOperation local => local.Body,
                _ => null,
            };
        }

        return null;
    }

    /// <summary>Runs a statement; what it returns, or null where it goes on behind it.</summary>
    private FormulaValue? Run(IOperation statement)
    {
        token.ThrowIfCancellationRequested();
        switch (statement)
        {
            case IBlockOperation block:
                return block.Operations.Select(Run).FirstOrDefault(result => result is not null);
            case IReturnOperation { ReturnedValue: { } value, Kind: OperationKind.Return }:
                return Read(value);
            case IVariableDeclarationGroupOperation group:
                foreach (var declaration in group.Declarations) Declare(declaration);
                return null;
            case IUsingDeclarationOperation declaration:
                return Run(declaration.DeclarationGroup);
            case IUsingOperation { Resources: var resources, Body: var body }:
                if (resources is IVariableDeclarationGroupOperation) Run(resources);
                else Read(resources);
                return Run(body);
            case IExpressionStatementOperation { Operation: IAssignmentOperation assignment }:
                Read(assignment);
                return null;
            case IExpressionStatementOperation { Operation: IInvalidOperation }:
                return Broken();
            case IExpressionStatementOperation expression:
                return complaints.Add(ComplaintKind.NotFusable, expression.Operation, "a formula only computes its result; a call for its effect is lost in a kernel");
            case IConditionalOperation branch:
                return Read(branch.Condition) switch
                {
                    ConditionValue { Node: { Operation: Operation.Constant } condition } => condition.Value != 0 ? Run(branch.WhenTrue) : branch.WhenFalse is null ? null : Run(branch.WhenFalse),
                    ConditionValue => complaints.Add(ComplaintKind.NotFusable, branch, "a kernel cannot branch on a value of run time", "condition ? a : b, or torch.where over tensors"),
                    _ => FormulaValue.Unknown,
                };
            case ILocalFunctionOperation or IEmptyOperation:
                return null;
            case IInvalidOperation:
                return Broken();
            default:
                return complaints.Add(ComplaintKind.NotFusable, statement, "a formula is made of locals, assignments to them and a return; this statement has no form in a kernel");
        }
    }

    private void Declare(IVariableDeclarationOperation declaration)
    {
        foreach (var declarator in declaration.Declarators)
        {
            var initializer = declarator.Initializer ?? declaration.Initializer;
            if (initializer is not null) environment[declarator.Symbol] = Read(initializer.Value);
        }
    }

    private FormulaValue Broken()
    {
        complaints.IsBroken = true;
        return FormulaValue.Unknown;
    }
}
