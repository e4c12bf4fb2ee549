using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using NormGen.CodeModel.Modules;
using NormGen.CodeModel.Types;

namespace NormGen.CodeModel.Training;

/// <summary>Finds losses over what a model with batch norms made, in training, of a clean and, in another call, of a contrastive batch: each was normalized by statistics of its own.</summary>
public static class ContrastiveBatchNorm
{
    /// <summary>Whether a node stands in a method that says of a parameter that it holds contrastive samples, by its text.</summary>
    public static bool MayBeIn(SyntaxNode node) => node.Ancestors().Any(around => Parameters(around)?.Parameters.Any(parameter => parameter.AttributeLists.SelectMany(list => list.Attributes).Any(IsMark)) == true);

    /// <summary>Reads a call of a model; the sentence needs the model, the contrastive batch, the other one and the norm.</summary>
    public static Observation? Read(IOperation operation, Compilation compilation, CancellationToken token)
    {
        if (operation is not IInvocationOperation { Instance: { } model } call || !IsCall(call)) return null;
        var body = SingleValues.Root(operation);
        var batches = new BatchOrigins(body, Marked);
        if (OfBatch(call) is not BatchOrigin.Contrastive || LexicalScopes.IsIn(call, "no_grad", "inference_mode")) return null;

        var clean = body.DescendantsAndSelf().OfType<IInvocationOperation>().Where(other => IsCall(other) && AreSame(other.Instance!, model) && OfBatch(other) == BatchOrigin.None && !LexicalScopes.IsIn(other, "no_grad", "inference_mode")).ToList();
        if (clean.Count == 0 || Contrasted(body, call, clean) is not { } contrasted) return null;

        var source = new SourceOperations(compilation, token);
        if (TrainedModel.TreeOf(model, compilation, token)?.Root is not { } root || root.SelfAndDescendants().FirstOrDefault(module => module.Kind == ModuleKind.BatchNorm) is not { } norm || MayEvaluate(call, root, source)) return null;
        return new(CreationName.Place(call.Syntax), Text(model), Text(call.Arguments[0].Value), Text(contrasted.Arguments[0].Value), norm.Path.Length == 0 ? norm.Type.Name : norm.Path);

        BatchOrigin OfBatch(IInvocationOperation of) => of.Arguments.Aggregate(BatchOrigin.None, (all, argument) => all | batches.Of(argument.Value));
    }

    private static BatchOrigin Marked(IOperation operation) => operation is IParameterReferenceOperation { Parameter: var parameter } && ModuleClasses.Attribute(parameter, NormGenNames.ContrastiveBatch) is not null ? BatchOrigin.Contrastive : BatchOrigin.None;

    private static bool IsCall(IInvocationOperation call) => call is { TargetMethod: { Name: "call" or "forward" }, Instance.Type: { } type, Arguments.Length: > 0 } && KnownModules.IsModule(type);

    private static bool AreSame(IOperation left, IOperation right)
        => left is IInstanceReferenceOperation && right is IInstanceReferenceOperation || SingleValues.Symbol(left) is { } symbol && SingleValues.Is(right, symbol);

    /// <summary>The clean call whose output meets that of the contrastive one in one loss or result, or null.</summary>
    private static IInvocationOperation? Contrasted(IOperation body, IOperation contrastive, IEnumerable<IInvocationOperation> clean)
    {
        foreach (var other in clean)
        {
            var outputs = new BatchOrigins(body, operation => operation == contrastive ? BatchOrigin.ContrastiveOutput : operation == other ? BatchOrigin.CleanOutput : BatchOrigin.None);
            if (body.DescendantsAndSelf().Select(Loss).OfType<IOperation>().Any(loss => outputs.Of(loss).HasFlag(BatchOrigin.ContrastiveOutput | BatchOrigin.CleanOutput))) return other;
        }

        return null;
    }

    private static IOperation? Loss(IOperation operation) => operation switch
    {
        IInvocationOperation { TargetMethod: { Name: "backward" } method, Instance: { } loss } when TorchTypes.IsOfTorchSharp(method) => loss,
        IReturnOperation { ReturnedValue: { } result } when TorchTypes.IsTensor(SingleValues.Bare(result).Type) => result,
        _ => null,
    };

    /// <summary>Whether the norms may be in evaluation: the method, what it gives the model to, or a class around could have put them there. A <c>train()</c> just before says that they are not.</summary>
    private static bool MayEvaluate(IInvocationOperation call, ModuleNode model, SourceOperations source)
    {
        if (model.SelfAndDescendants().Any(module => ModuleClasses.SetsItsOwnMode(module) || Freezing.IsIn(module, source)) || Freezing.IsAround(call, source)) return true;
        var body = SingleValues.Root(call);
        if (Modes(body).Any(mode => !IsTraining(mode))) return true;
        if (body.DescendantsAndSelf().OfType<IInvocationOperation>().Any(other => other.Arguments.Any(argument => AreSame(SingleValues.Bare(argument.Value), call.Instance!)) && (source.Body(other.TargetMethod) is not { } helper || Modes(helper).Any() || Freezing.IsIn(helper)))) return true;
        if (Modes(body).Any()) return false;
        var around = call.Syntax.FirstAncestorOrSelf<TypeDeclarationSyntax>();
        var caller = source.Compilation.GetSemanticModel(call.Syntax.SyntaxTree).GetEnclosingSymbol(call.Syntax.SpanStart, source.Token) is IMethodSymbol method ? CallSites.Of(method, source) : null;
        return around is not null && IsSetIn(around) || caller is not null && (Modes(SingleValues.Root(caller)).Any(mode => !IsTraining(mode)) || Freezing.IsAround(caller, source));
    }

    /// <summary>Whether the text of a class puts something into evaluation.</summary>
    private static bool IsSetIn(SyntaxNode type) => type.DescendantNodes().OfType<SimpleNameSyntax>().Any(name => name.Identifier.ValueText == "eval" || name is { Identifier.ValueText: "train", Parent.Parent: InvocationExpressionSyntax { ArgumentList.Arguments.Count: > 0 } });

    private static IEnumerable<IInvocationOperation> Modes(IOperation body) => body.DescendantsAndSelf().OfType<IInvocationOperation>().Where(call => call is { TargetMethod.Name: "eval" or "train", Instance.Type: { } type } && KnownModules.IsModule(type));

    private static bool IsTraining(IInvocationOperation mode) => mode.TargetMethod.Name == "train" && mode.Arguments.All(argument => argument.Value.ConstantValue is { HasValue: true, Value: true });

    private static ParameterListSyntax? Parameters(SyntaxNode node) => node switch
    {
        BaseMethodDeclarationSyntax method => method.ParameterList,
        LocalFunctionStatementSyntax function => function.ParameterList,
        ParenthesizedLambdaExpressionSyntax lambda => lambda.ParameterList,
        _ => null,
    };

    private static bool IsMark(AttributeSyntax attribute) => attribute.Name.DescendantNodesAndSelf().OfType<SimpleNameSyntax>().Last().Identifier.ValueText is "ContrastiveBatch" or "ContrastiveBatchAttribute";

    private static string Text(IOperation value) => value is IInstanceReferenceOperation { IsImplicit: true } ? "this" : value.Syntax.ToString();
}
