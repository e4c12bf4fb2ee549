using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NormGen.CodeModel.Types;

namespace NormGen.CodeModel.Formulas;

/// <summary>Checks the declaration of one fused method and finds its formula.</summary>
internal sealed class SignatureReader(IMethodSymbol method, AttributeData attribute, FormulaTypes types, CancellationToken token)
{
    private static readonly (string Attribute, InputShape Shape)[] Shapes =
    [
        (NormGenNames.PerFeature, InputShape.PerFeature), (NormGenNames.PerRow, InputShape.PerRow), (NormGenNames.PerChannel, InputShape.PerChannel),
        (NormGenNames.PerPosition, InputShape.PerPosition), (NormGenNames.PerInstance, InputShape.PerInstance),
    ];

    private readonly Complaints complaints = new();
    private IMethodSymbol? backward;

    /// <summary>Whether nothing stands against calling the method that is looked at. Of two complaints about one place only the first is kept, so that their number does not tell.</summary>
    private bool fits;

    public FusedSignature Read()
    {
        // A method of a reference was checked when it was compiled.
        var isSource = method.Locations.Any(l => l.IsInSource);
        if (isSource && method.MethodKind != MethodKind.Ordinary)
        {
            Declaration(method.Locations[0], "only a method of a class can be fused");
            return new(method, null, [], [], complaints.Items);
        }

        if (isSource) CheckDeclaration();
        var inputs = method.Parameters.Select(Input).ToImmutableArray();
        if (isSource) CheckInputs(inputs);
        if (isSource) CheckInplace();
        backward = isSource ? FindBackward() : null;
        var formula = isSource ? FindFormula() : null;
        return new(method, formula, inputs, [.. method.Parameters.Select(ShapeOf)], complaints.Items) { Backward = formula is null ? null : backward };
    }

    private void CheckDeclaration()
    {
        var at = method.Locations[0];
        if (!method.IsStatic || !method.IsPartialDefinition) Declaration(at, "it must be 'static partial' without a body: the generator writes the body");
        else if (method.PartialImplementationPart is { } own && !GeneratedFiles.IsFromFused(own)) Declaration(own.Locations[0], "it has a body already, in the place of the one that the generator writes");
        if (method.IsGenericMethod) Declaration(at, "it is generic; kernels choose the element type themselves");
        foreach (var type in TypeParts.Around(method.ContainingType))
        {
            if (type.IsFileLocal) Declaration(at, $"'{type.Name}' is local to its file, so no generated file can add to it");
            else if (TypeParts.NotPartial(type, token) is not null) complaints.Add(ComplaintKind.NotPartial, at, Name, $"'{type.Name}' must be partial as well");
        }

        var updates = method.Parameters.Any(p => FormulaTypes.Has(p, NormGenNames.Updated));
        if (method.ReturnsVoid && !updates) Declaration(at, "it returns nothing and no parameter is marked [Updated]");
        else if (!method.ReturnsVoid && method.Parameters.FirstOrDefault(p => FormulaTypes.Has(p, NormGenNames.Updated) && ShapeOf(p) is not (InputShape.PerFeature or InputShape.PerChannel)) is { } large)
            Declaration(large.Locations[0], $"beside a result only statistics are updated, which are [PerFeature] or [PerChannel]; '{large.Name}' is neither");
        else if (!method.ReturnsVoid && !types.IsTensor(method.ReturnType) && types.TensorTuple(method.ReturnType) is null && !TorchTypes.IsBroken(method.ReturnType))
            Declaration(at, "its result must be a Tensor, a tuple of Tensors, or void for an update");
    }

    private void CheckInputs(ImmutableArray<FormulaInput> inputs)
    {
        if (inputs.IsEmpty || ((!inputs[0].IsTensor || ShapeOf(method.Parameters[0]) != InputShape.LikeFirst) && !TorchTypes.IsBroken(method.Parameters[0].Type)))
            Declaration(method.Parameters.IsEmpty ? method.Locations[0] : method.Parameters[0].Locations[0], "its first parameter must be the Tensor x of shape [.., features]");
        foreach (var parameter in method.Parameters)
        {
            var at = parameter.Locations[0];
            var isTensor = types.IsTensor(parameter.Type);
            if (parameter.RefKind != RefKind.None || parameter.IsParams) Declaration(at, $"parameter '{parameter.Name}' must be passed by value");
            else if (isTensor && parameter.NullableAnnotation == NullableAnnotation.Annotated) Declaration(at, $"parameter '{parameter.Name}' may be null; write an overload without it");
            else if (!isTensor && parameter.Type.SpecialType is not (SpecialType.System_Double or SpecialType.System_Int64) && !TorchTypes.IsBroken(parameter.Type))
                Declaration(at, $"parameter '{parameter.Name}' must be a Tensor, a double, or a long for a number of groups or a seed");
            var marks = Shapes.Where(s => FormulaTypes.Has(parameter, s.Attribute)).Select(s => s.Attribute).ToList();
            if (marks.Count > 1) Declaration(at, $"parameter '{parameter.Name}' has two shapes, [{Short(marks[0])}] and [{Short(marks[1])}]");
            if (isTensor) continue;
            foreach (var name in marks.Append(NormGenNames.Updated))
                if (FormulaTypes.Has(parameter, name)) Declaration(at, $"[{Short(name)}] belongs on a Tensor, '{parameter.Name}' is a number");
        }
    }

    /// <summary>A result takes the memory of one tensor of its own size; of several results the one with its name.</summary>
    private void CheckInplace()
    {
        var marked = method.Parameters.Where(p => FormulaTypes.Has(p, NormGenNames.Inplace)).ToList();
        foreach (var parameter in marked)
        {
            var reason = ShapeOf(parameter) switch
            {
                InputShape.Number => $"[Inplace] belongs on a Tensor, '{parameter.Name}' is a number",
                not InputShape.LikeFirst => $"'{parameter.Name}' is smaller than the result, which cannot take its memory",
                _ when marked[0].Ordinal != parameter.Ordinal => $"the result takes the memory of one tensor, and '{marked[0].Name}' is marked [Inplace] already",
                _ when method.ReturnsVoid => "a method that returns nothing overwrites what is marked [Updated]; [Inplace] is for a result",
                _ when method.ReturnType is INamedTypeSymbol { IsTupleType: true } tuple && tuple.TupleElements.All(e => e.Name != parameter.Name)
                    => $"of several results the one named '{parameter.Name}' takes its memory, and the results are ({string.Join(", ", tuple.TupleElements.Select(e => e.Name))})",
                _ => null,
            };
            if (reason is not null) Declaration(parameter.Locations[0], reason);
        }
    }

    private FormulaInput Input(IParameterSymbol parameter)
    {
        var isTensor = types.IsTensor(parameter.Type);
        // What a tensor varies over is the layout's matter; this is what it is over rows.
        var extent = ShapeOf(parameter) switch { InputShape.Number => Extent.Scalar, InputShape.PerFeature => Extent.Feature, InputShape.PerRow => Extent.Row, _ => Extent.Element };
        return new(parameter.Name, extent, isTensor, isTensor && FormulaTypes.Has(parameter, NormGenNames.Updated), parameter.Type.SpecialType == SpecialType.System_Int64);
    }

    private InputShape ShapeOf(IParameterSymbol parameter) => !types.IsTensor(parameter.Type) ? InputShape.Number
        : Shapes.Where(s => FormulaTypes.Has(parameter, s.Attribute)).Select(s => s.Shape).DefaultIfEmpty(InputShape.LikeFirst).First();

    private static string Short(string attribute) => attribute.Substring(8).Replace("Attribute", "");

    /// <summary>The formula to call; complaints about one that cannot be called, or that says something else than the declaration.</summary>
    private IMethodSymbol? FindFormula()
    {
        if (attribute.ConstructorArguments.FirstOrDefault().Value is not string { Length: > 0 } name)
        {
            // A wrong argument is the compiler's error already.
            if (!attribute.ConstructorArguments.IsEmpty) Missing("the attribute names no formula");
            return null;
        }

        var candidates = method.ContainingType.GetMembers(name).OfType<IMethodSymbol>().Where(m => !SymbolEqualityComparer.Default.Equals(m, method)).ToList();
        if (candidates.Count == 0) Missing($"'{method.ContainingType.Name}' has no other method '{name}'");
        if (candidates.Count == 0) return null;
        var formula = candidates.FirstOrDefault(SameParameters) ?? candidates[0];
        if (IsBroken(method) || IsBroken(formula)) return null;
        var at = formula.Locations[0];
        fits = true;
        if (!formula.IsStatic) Unfit(at, "the formula must be static");
        if (formula.IsGenericMethod) Unfit(at, "the formula must not be generic");
        if (FormulaTypes.IsFused(formula)) Unfit(at, "the formula is a [Fused] method itself");
        if (!SameParameters(formula)) Unfit(at, $"the formula takes ({Types(formula)}), the method ({Types(method)})");
        CheckResult(formula, at);
        if (!fits) return null;

        foreach (var (parameter, i) in formula.Parameters.Select((p, i) => (p, i)))
        {
            if (parameter.HasExplicitDefaultValue) Unfit(parameter.Locations[0], $"parameter '{parameter.Name}' of the formula has a default value; defaults stand on the [Fused] method alone");
            if (method.Parameters[i].Name != parameter.Name && method.Parameters.Any(p => p.Name == parameter.Name))
                Unfit(parameter.Locations[0], $"parameter '{parameter.Name}' stands in another place than in the method");
        }

        return formula;
    }

    /// <summary>The method that computes the gradients, if the attribute names one; complaints about one that does not fit.</summary>
    private IMethodSymbol? FindBackward()
    {
        if (attribute.NamedArguments.FirstOrDefault(a => a.Key == "Backward").Value.Value is not string { Length: > 0 } name) return null;
        if (method.ReturnsVoid) Declaration(method.Locations[0], "an update has no gradients: Backward belongs to methods with a result");
        if (method.ContainingType.GetMembers(name).OfType<IMethodSymbol>().FirstOrDefault() is not { } gradients)
        {
            Missing($"'{method.ContainingType.Name}' has no method '{name}' for its gradients");
            return null;
        }

        if (IsBroken(gradients)) return null;
        var at = gradients.Locations[0];
        fits = true;
        var results = types.TensorTuple(method.ReturnType) ?? 1;
        if (!gradients.IsStatic || gradients.IsGenericMethod) Unfit(at, "the method of the gradients must be static and not generic");
        var takes = gradients.Parameters.Length == method.Parameters.Length + results
            && gradients.Parameters.Zip(method.Parameters, (a, b) => SymbolEqualityComparer.Default.Equals(a.Type, b.Type)).All(same => same)
            && gradients.Parameters.Skip(method.Parameters.Length).All(p => types.IsTensor(p.Type));
        if (!takes) Unfit(at, $"the method of the gradients takes ({Types(gradients)}), expected ({Types(method)}{string.Concat(Enumerable.Repeat(", Tensor", results))}): the parameters, then the incoming gradient of each result");
        var tensors = method.Parameters.Where(p => types.IsTensor(p.Type)).Select(p => p.Name).ToList();
        if (types.TensorTuple(gradients.ReturnType) is null)
        {
            if (!types.IsTensor(gradients.ReturnType)) Unfit(at, "the method of the gradients must return a Tensor or a tuple of Tensors");
        }
        else if (((INamedTypeSymbol)gradients.ReturnType).TupleElements.FirstOrDefault(e => !tensors.Contains(e.Name)) is { } stranger)
            Unfit(at, $"the method of the gradients returns '{stranger.Name}', expected the names of tensor parameters ({string.Join(", ", tensors)})");
        return fits ? gradients : null;
    }

    private void CheckResult(IMethodSymbol formula, Location at)
    {
        var updated = method.Parameters.Where(p => FormulaTypes.Has(p, NormGenNames.Updated)).Select(p => p.Name).ToList();
        if (!method.ReturnsVoid && updated.Count > 0)
        {
            CheckMixed(formula, at, updated);
            return;
        }

        if (!method.ReturnsVoid)
        {
            if (!SameResult(method.ReturnType, formula.ReturnType)) Unfit(at, $"the formula returns {Text(formula.ReturnType)}, the method {Text(method.ReturnType)}");
            return;
        }

        if (types.IsTensor(formula.ReturnType) && updated.Count <= 1) return;
        if (types.TensorTuple(formula.ReturnType) is null)
        {
            Updated(at, $"the formula must return {(updated.Count <= 1 ? "one Tensor" : $"({string.Join(", ", updated.Select(u => "Tensor " + u))})")}");
            return;
        }

        var names = ((INamedTypeSymbol)formula.ReturnType).TupleElements.Select(e => e.Name).ToList();
        if (!new HashSet<string>(names).SetEquals(updated) || names.Count != updated.Count)
            Updated(at, $"the formula returns ({string.Join(", ", names)}), the parameters marked [Updated] are ({string.Join(", ", updated)})");
    }

    private bool SameParameters(IMethodSymbol other) => other.Parameters.Length == method.Parameters.Length
        && other.Parameters.Zip(method.Parameters, (a, b) => a.RefKind == b.RefKind && SymbolEqualityComparer.Default.Equals(a.Type, b.Type)).All(same => same);

    /// <summary>A formula with results and new values: a tuple of both, the new values by name.</summary>
    private void CheckMixed(IMethodSymbol formula, Location at, List<string> updated)
    {
        // Behind a wrong declaration this would be a second message about one mistake.
        if (complaints.Items.Any(c => c.Kind == ComplaintKind.Declaration)) return;
        var results = method.ReturnType is INamedTypeSymbol { IsTupleType: true } tuple ? tuple.TupleElements.Length : 1;
        var names = types.TensorTuple(formula.ReturnType) is null ? [] : ((INamedTypeSymbol)formula.ReturnType).TupleElements.Select(e => e.Name).ToList();
        // With gradients of its own, a statistic may change in backward alone.
        var inBackward = backward is { ReturnType: INamedTypeSymbol { IsTupleType: true } gradients } ? gradients.TupleElements.Select(e => e.Name).Where(updated.Contains).ToList() : [];
        if (inBackward.FirstOrDefault(names.Contains) is { } twice) Updated(at, $"'{twice}' is updated by the formula and by its gradients; one of them may");
        updated.RemoveAll(inBackward.Contains);
        if (updated.Count == 0 && results == 1 && types.IsTensor(formula.ReturnType)) return;
        if (names.Count != results + updated.Count || updated.Any(u => !names.Contains(u)))
            Updated(at, $"the formula must return a tuple of {results} result{(results == 1 ? "" : "s")} and the new values ({string.Join(", ", updated.Select(u => "Tensor " + u))}), by these names");
    }

    /// <summary>The same type; a formula may leave the names of its results to the declaration, and not give them others.</summary>
    private static bool SameResult(ITypeSymbol declared, ITypeSymbol returned) => SymbolEqualityComparer.Default.Equals(declared, returned)
        || declared is INamedTypeSymbol { IsTupleType: true } tuple && returned is INamedTypeSymbol { IsTupleType: true } other
            && SymbolEqualityComparer.Default.Equals(tuple.TupleUnderlyingType ?? tuple, other.TupleUnderlyingType ?? other) && !other.TupleElements.Any(e => e.IsExplicitlyNamedTupleElement);

    private static string Types(IMethodSymbol of) => string.Join(", ", of.Parameters.Select(p => Text(p.Type)));

    private static string Text(ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat).Replace("torch.", "");

    private static bool IsBroken(IMethodSymbol of) => TorchTypes.IsBroken(of.ReturnType) || of.Parameters.Any(p => p.Name.Length == 0 || TorchTypes.IsBroken(p.Type));

    private string Name => method.MethodKind == MethodKind.AnonymousFunction ? "lambda" : method.Name;

    private Location AttributeLocation() => attribute.ApplicationSyntaxReference?.GetSyntax(token) is AttributeSyntax syntax
        ? (syntax.ArgumentList?.Arguments.FirstOrDefault() ?? (SyntaxNode)syntax).GetLocation()
        : method.Locations[0];

    private void Declaration(Location at, string reason) => complaints.Add(ComplaintKind.Declaration, at, Name, reason);

    private void Missing(string reason) => complaints.Add(ComplaintKind.FormulaMissing, AttributeLocation(), Name, reason);

    private void Unfit(Location at, string reason) => Unfit(ComplaintKind.FormulaDoesNotFit, at, reason);

    private void Updated(Location at, string reason) => Unfit(ComplaintKind.UpdatedDoesNotFit, at, reason);

    private void Unfit(ComplaintKind kind, Location at, string reason)
    {
        fits = false;
        complaints.Add(kind, at, Name, reason);
    }
}
