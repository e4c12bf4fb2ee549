using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Formulas.Terms;

namespace NormGen.CodeModel.Formulas;

/// <content>Other views of the same numbers: channels cut into groups and put together again, positions in one dimension, a parameter beside channels.</content>
internal sealed partial class BodyReader
{
    /// <summary><c>x.view(n, groups, -1)</c>, <c>weight.view(1, -1, 1, 1)</c>, <c>y.reshape(x.shape)</c></summary>
    private FormulaValue Reshape(TorchCall call)
    {
        if (Receiver(call) is not { } a) return FormulaValue.Unknown;
        if (SizesOf(call) is { } sizes) return Reshaped(call, a, sizes);
        if (call.Arguments.Length != 1 || ListOf(call.Arguments[0].Value) is not { } list) return complaints.Add(ComplaintKind.NotFusable, call.Invocation, "its sizes are not known when the kernel is compiled", "x.shape");
        if (list.Count > 2 && list.Count(IsOne) >= list.Count - 1) evidence.HasRank(list.Count);
        // Rows of fewer dimensions would get some from it.
        if (!layout.HasOneRowDimension && list.Count > 2 && list.Take(list.Count - 1).All(IsOne) && a.Shape.Axes is Extent.Feature)
            return complaints.Add(ComplaintKind.Shape, call.Invocation, $"it has {list.Count} dimensions, and rows of a formula over [.., features] may have fewer", "the tensor as it is, which broadcasts along the last dimension");
        return Split(call, [.. a.Shape.Dimensions.Where(d => !d.IsOne)], list) is { } dimensions ? a with { Shape = new(dimensions) } : FormulaValue.Unknown;
    }

    private FormulaValue Reshaped(TorchCall call, TensorValue a, TensorShape to)
        => AtomsOf(a.Shape.Dimensions).SequenceEqual(AtomsOf(to.Dimensions))
            ? a with { Shape = to }
            : complaints.Add(ComplaintKind.Shape, call.Invocation, $"shape {a.Shape} has other numbers than {to}", "expand_as(x) where it broadcasts");

    private FormulaValue Flatten(TorchCall call)
    {
        if (Receiver(call) is not { } a) return FormulaValue.Unknown;
        var start = call.Named("start_dim", "dim")?.ConstantValue is { HasValue: true, Value: int or long } first ? System.Convert.ToInt32(call.Named("start_dim", "dim")!.ConstantValue.Value) : 0;
        var end = call.Named("end_dim")?.ConstantValue is { HasValue: true, Value: int or long } ? System.Convert.ToInt32(call.Named("end_dim")!.ConstantValue.Value) : -1;
        if (!layout.HasChannels && !layout.HasGroups) evidence.Channels |= start > 0;
        var from = start < 0 ? a.Shape.PlaceOf(start) : start < a.Shape.Count && !a.Shape.Dimensions.Take(start).Any(d => d.IsMany) ? start : null;
        var to = end == -1 ? a.Shape.Count - 1 : PlaceOf(a.Shape, end);
        if (from is not { } f || to is not { } t || t < f) return complaints.Add(ComplaintKind.NotFusable, call.Invocation, $"which dimensions of {a.Shape} it joins depends on the rank");
        var joined = layout.Join(AtomsOf([.. a.Shape.Dimensions.Skip(f).Take(t - f + 1)]));
        return a with { Shape = new([.. a.Shape.Dimensions.Take(f), joined, .. a.Shape.Dimensions.Skip(t + 1)]) };
    }

    private FormulaValue Unflatten(TorchCall call)
    {
        if (Receiver(call) is not { } a) return FormulaValue.Unknown;
        if (call.Arguments.Length < 2 || call.Arguments[0].Value.ConstantValue is not { HasValue: true, Value: int or long } dimension || ListOf(call.Arguments[1].Value) is not { } list)
            return complaints.Add(ComplaintKind.NotFusable, call.Invocation, "its sizes are not known when the kernel is compiled", "unflatten(1, [groups, -1])");
        var number = System.Convert.ToInt32(dimension.Value);
        if (!layout.HasChannels && number == 1) evidence.Channels = true;
        if (PlaceOf(a.Shape, number) is not { } place) return complaints.Add(ComplaintKind.NotFusable, call.Invocation, $"dimension {number} of {a.Shape} is not there");
        if (Split(call, [a.Shape.Dimensions[place]], list) is not { } parts) return FormulaValue.Unknown;
        return a with { Shape = new([.. a.Shape.Dimensions.Take(place), .. parts, .. a.Shape.Dimensions.Skip(place + 1)]) };
    }

    /// <summary>The shape that a call names by <c>x.shape</c>.</summary>
    private TensorShape? SizesOf(TorchCall call)
    {
        if (call.Arguments.Length == 0) return null;
        var value = call.Arguments[0].Value;
        while (value is ConversionTerm { Operand: var inner }) value = inner;
        return value is PropertyTerm && Read(value) is SizesValue { Shape: var shape } ? shape : null;
    }

    private List<FormulaValue>? ListOf(Term argument)
    {
        while (argument is ConversionTerm { Operand: var inner }) argument = inner;
        IEnumerable<Term>? elements = argument switch
        {
            ListTerm collection => collection.Elements,
            _ => null,
        };
        return elements?.Select(Read).ToList();
    }

    private static bool IsOne(FormulaValue value) => value is NumberValue { Node: { Operation: Operation.Constant, Value: 1 } };

    private static bool IsRest(FormulaValue value) => value is NumberValue { Node: { Operation: Operation.Constant, Value: -1 } };

    private static bool CanBeGroups(NumberValue number) => number.IsInteger && number.Node is { Operation: Operation.Input } or { Operation: Operation.Constant, Value: > 1 };

    /// <summary>Whether a number is the formula's number of groups, which it becomes where there was none yet.</summary>
    private bool UseGroups(NumberValue number)
    {
        Groups ??= number.Node;
        return Groups == number.Node;
    }

    private FormulaValue CutByGroups(Term at, Dimension cut, NumberValue groups)
    {
        var atoms = AtomsOf([cut]);
        if (atoms.Count > 1 && atoms[0].Axes == Extent.Group && UseGroups(groups)) return new SizeValue([layout.Join(atoms.GetRange(1, atoms.Count - 1))], at);
        AskForGroups(cut);
        return FormulaValue.Unknown;
    }

    private void AskForGroups(Dimension cut)
    {
        if (layout.HasGroups) return;
        if (cut.Axes == Extent.Channel) evidence.Groups = true;
        if (cut.Axes == Extent.Feature && !layout.HasChannels) evidence.FeatureGroups = true;
    }

    /// <summary>Cuts dimensions, seen as one, into those of a list of sizes; null where it does not come out (and then it has been complained about).</summary>
    private ImmutableArray<Dimension>? Split(TorchCall call, ImmutableArray<Dimension> dimensions, List<FormulaValue> sizes)
    {
        var atoms = AtomsOf(dimensions);
        var result = new Dimension?[sizes.Count];
        var (front, back) = (0, atoms.Count);
        var rest = sizes.FindIndex(IsRest);
        for (var i = 0; i < sizes.Count && i != rest; i++)
        {
            if (Take(sizes[i], atoms.GetRange(front, back - front), fromEnd: false) is not { } taken) return Failed();
            result[i] = taken.Count == 0 ? Dimension.One : layout.Join(taken);
            front += taken.Count;
        }

        for (var i = sizes.Count - 1; rest >= 0 && i > rest; i--)
        {
            if (Take(sizes[i], atoms.GetRange(front, back - front), fromEnd: true) is not { } taken) return Failed();
            result[i] = taken.Count == 0 ? Dimension.One : layout.Join(taken);
            back -= taken.Count;
        }

        // x.reshape(x.shape[0], x.shape[1], -1) speaks of positions behind channels.
        if (rest >= 0 && front == back && sizes.Count > 2 && sizes.All(s => IsRest(s) || s is SizeValue)) evidence.Channels |= !layout.HasChannels && !layout.HasGroups;
        if (rest >= 0) result[rest] = front == back ? Dimension.One : layout.Join(atoms.GetRange(front, back - front));
        else if (front != back) return Failed();
        return [.. result.Select(d => d!.Value)];

        ImmutableArray<Dimension>? Failed()
        {
            complaints.Add(ComplaintKind.NotFusable, call.Invocation, $"a kernel does not follow how it cuts {new TensorShape(dimensions)}", layout.HasChannels || layout.Rank > 2 ? "x.unflatten(1, [groups, -1]), x.flatten(2), y.view_as(x)" : "x.reshape(-1, groups, x.shape[^1] / groups), y.view_as(x)");
            return null;
        }
    }

    /// <summary>The atoms that a size takes from one end of a list.</summary>
    private List<Dimension>? Take(FormulaValue size, List<Dimension> atoms, bool fromEnd)
    {
        if (IsOne(size)) return [];
        if (size is SizeValue { Dimensions: var dimensions })
        {
            var wanted = AtomsOf(dimensions);
            var start = fromEnd ? atoms.Count - wanted.Count : 0;
            return start >= 0 && wanted.Count <= atoms.Count && atoms.GetRange(start, wanted.Count).SequenceEqual(wanted) ? wanted : null;
        }

        if (size is not NumberValue number || !CanBeGroups(number) || atoms.Count == 0) return null;
        var next = fromEnd ? atoms[atoms.Count - 1] : atoms[0];
        if (next.Axes == Extent.Group && UseGroups(number)) return [next];
        AskForGroups(next);
        return null;
    }

    private List<Dimension> AtomsOf(IEnumerable<Dimension> dimensions) => [.. dimensions.Where(d => !d.IsOne).SelectMany(layout.AtomsOf)];
}
