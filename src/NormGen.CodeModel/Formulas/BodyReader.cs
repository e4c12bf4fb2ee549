using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Formulas.Terms;

namespace NormGen.CodeModel.Formulas;

/// <summary>
/// Runs a formula's body symbolically: statements in order, locals in an environment, every expression a <see cref="FormulaValue"/>. Called methods run in place, so that the result is one graph.
/// </summary>
internal sealed partial class BodyReader(Compilation compilation, FormulaTypes types, BodyTerms bodies, GraphBuilder builder, Layout layout, bool isUpdate, LayoutEvidence evidence, Complaints complaints, FormulaOrigins? origins, CancellationToken token)
{
    /// <summary>Expressions read before the formula counts as too large; stages behind this one walk the graph by recursion.</summary>
    private const int LargestFormula = 4000;

    private const int DeepestExpression = 300;

    private readonly Compilation compilation = compilation;
    private readonly FormulaTypes types = types;
    private readonly BodyTerms bodies = bodies;
    private readonly GraphBuilder builder = builder;
    private readonly Layout layout = layout;
    private readonly bool isUpdate = isUpdate;
    private readonly LayoutEvidence evidence = evidence;
    private readonly Complaints complaints = complaints;
    private readonly FormulaOrigins? origins = origins;
    private readonly CancellationToken token = token;
    private readonly Lowering math = new(builder);
    private readonly Dictionary<object, FormulaValue> environment = []; // by symbol, or by whatever stands for a local
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

    /// <summary>The terms of a body; null where there is none.</summary>
    private Term? Body(IMethodSymbol method)
    {
        method = method.PartialImplementationPart ?? method;
        foreach (var reference in method.DeclaringSyntaxReferences)
        {
            if (!compilation.ContainsSyntaxTree(reference.SyntaxTree)) continue;
            Bodies.Add(reference.SyntaxTree);
            if (bodies.Of(method, reference, token) is { } body) return body;
        }

        return null;
    }

    /// <summary>Runs a statement; what it returns, or null where it goes on behind it.</summary>
    private FormulaValue? Run(Term statement)
    {
        token.ThrowIfCancellationRequested();
        switch (statement)
        {
            case BlockTerm block:
                return block.Statements.Select(Run).FirstOrDefault(result => result is not null);
            case ReturnTerm { Value: var value }:
                return Read(value);
            case LocalsTerm locals:
                foreach (var (local, value) in locals.Locals) environment[local] = Read(value);
                return null;
            case UsingTerm { Resources: var resources, Body: var body }:
                if (resources is LocalsTerm) Run(resources);
                else Read(resources);
                return Run(body);
            case EffectTerm { Expression: { IsAssignment: true } assignment }:
                Read(assignment);
                return null;
            case EffectTerm { Expression: InvalidTerm }:
                return Broken();
            case EffectTerm { Expression: CallTerm call } when FormulaTypes.IsTorch(call.TargetMethod) && IsInPlace(call.TargetMethod.Name):
                return RefusedStatement(new TorchCall(call));
            case EffectTerm { Expression: var expression }:
                return complaints.Add(ComplaintKind.NotFusable, expression, "a formula only computes its result; a call for its effect is lost in a kernel");
            case ConditionalTerm branch:
                return Read(branch.Condition) switch
                {
                    ConditionValue { Node: { Operation: Operation.Constant } condition } => condition.Value != 0 ? Run(branch.WhenTrue) : branch.WhenFalse is null ? null : Run(branch.WhenFalse),
                    ConditionValue => complaints.Add(ComplaintKind.NotFusable, branch, "a kernel cannot branch on a value of run time", "condition ? a : b, or torch.where over tensors"),
                    _ => FormulaValue.Unknown,
                };
            case EmptyTerm:
                return null;
            case InvalidTerm:
                return Broken();
            default:
                return complaints.Add(ComplaintKind.NotFusable, statement, "a formula is made of locals, assignments to them and a return; this statement has no form in a kernel");
        }
    }

    private FormulaValue Broken()
    {
        complaints.IsBroken = true;
        return FormulaValue.Unknown;
    }
}
