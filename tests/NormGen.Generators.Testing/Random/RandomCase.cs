using System.Collections.Immutable;
using CsCheck;
using static TorchSharp.torch;

namespace NormGen.Generators.Testing.Random;

/// <summary>A drawn formula with the tensors it is tried on.</summary>
/// <param name="Formula">The formula.</param>
/// <param name="Type">The type of the tensors.</param>
/// <param name="Shape">The shape of x and y.</param>
/// <param name="Layouts">How x, y, w and v lie in memory: places in <see cref="Layout.All"/>, -1 for contiguous.</param>
/// <param name="Special">What is among the numbers of x; special values are followed through the forward alone.</param>
/// <param name="Seed">What the numbers are drawn from.</param>
internal sealed record RandomCase(RandomFormula Formula, ScalarType Type, ImmutableArray<long> Shape, ImmutableArray<int> Layouts, SpecialValue Special, uint Seed)
{
    private static readonly ImmutableArray<long>[] Matrices = [[3, 7], [1, 16], [5, 2], [40, 33], [1, 1], [70, 5], [6, 1], [2, 130], [0, 7]];
    private static readonly ImmutableArray<long>[] Shapes = [.. Matrices, [2, 3, 17], [19], [2, 1, 3, 8]];
    private static readonly ImmutableArray<long>[] RowsOfNone = [.. Shapes, [2, 0, 5]];
    private static readonly ImmutableArray<long>[] Images = [[2, 4, 3, 5], [1, 2, 1, 1], [3, 2, 1, 17], [2, 6, 4, 4], [5, 2, 9, 7], [20, 4, 8, 8]];
    private static readonly ImmutableArray<long>[] ImagesOfNone = [.. Images, [0, 4, 3, 2]];
    private static readonly ImmutableArray<long>[] Grouped = [[3, 8], [1, 16], [5, 2], [40, 34], [70, 4], [2, 130], [2, 3, 18], [10], [2, 1, 3, 8], [0, 6]];
    private static readonly ImmutableArray<long>[] OfAnyRank = [[2, 4, 1], [3, 4, 7], [2, 6, 5, 3], [1, 2, 3, 4, 5], [20, 4, 16], [0, 4, 3]];
    private static readonly ImmutableArray<ScalarType> ElementTypes = [ScalarType.Float32, ScalarType.Float64, ScalarType.BFloat16, ScalarType.Float16];
    private static readonly ImmutableArray<int> Contiguous = [.. Enumerable.Repeat(-1, FormulaParameters.MostTensors)];
    private static readonly Dictionary<(FormulaForm Form, string Groups), Gen<RandomFormula>> Drawn = Enum.GetValues<FormulaForm>().SelectMany(f => GroupsOf(f).Select(g => (f, g))).ToDictionary(p => p, p => Formulas(p.f, new RandomExpressions(p.f, p.g)));

    /// <summary>The type of the tensors that are smaller than x.</summary>
    public ScalarType ParameterType { get; init; } = Type;

    /// <summary>The type of y, which is as large as x.</summary>
    public ScalarType OtherType { get; init; } = Type;

    /// <summary>What is asked of autograd; nothing of an update.</summary>
    public Derivatives Derivatives { get; init; } = Derivatives.All;

    /// <summary>All cases.</summary>
    public static Gen<RandomCase> Gen { get; } =
        from form in CsCheck.Gen.OneOf([FormulaForm.Rows, .. Enum.GetValues<FormulaForm>()])
        from formula in Formulas(form)
        from type in CsCheck.Gen.OneOf(ScalarType.Float32, ScalarType.Float32, ScalarType.Float64, ScalarType.Float64, ScalarType.BFloat16, ScalarType.Float16)
        from parameters in CsCheck.Gen.Frequency((3, CsCheck.Gen.Const(type)), (type == ScalarType.Float64 ? 0 : 1, CsCheck.Gen.OneOf(ScalarType.Float32, ScalarType.Float32, ScalarType.BFloat16, ScalarType.Float16)))
        from shape in CsCheck.Gen.OneOf(ShapesOf(formula))
        from strided in CsCheck.Gen.Bool
        from layouts in CsCheck.Gen.Int[-1, Layout.All.Length - 1].Array[FormulaParameters.MostTensors]
        from special in CsCheck.Gen.Frequency((4, CsCheck.Gen.Const(SpecialValue.None)), (1, CsCheck.Gen.Enum<SpecialValue>()))
        from derivatives in Derivatives.Gen
        from seed in CsCheck.Gen.UInt
        select new RandomCase(formula with { Memory = MemoryOf(form, seed) }, type, shape, strided ? [.. layouts] : Contiguous, special, seed) { ParameterType = parameters, OtherType = OtherTypeOf(type, seed), Derivatives = form == FormulaForm.Update ? Derivatives.All : seed / 512 % 8 == 0 ? derivatives with { Tensors = OfNoParameter(seed) } : derivatives };

    /// <summary>Smaller cases: those with simpler tensors, then those with smaller formulas, the smallest first.</summary>
    public IEnumerable<RandomCase> Smaller
    {
        get
        {
            if (Special != SpecialValue.None) yield return this with { Special = SpecialValue.None };
            foreach (var derivatives in Derivatives.Smaller) yield return this with { Derivatives = derivatives };
            if (Layouts.Any(l => l >= 0)) yield return this with { Layouts = Contiguous };
            if (ParameterType != Type) yield return this with { ParameterType = Type };
            if (OtherType != Type) yield return this with { OtherType = Type };
            if (Type is ScalarType.BFloat16 or ScalarType.Float16) yield return this with { Type = ScalarType.Float32, ParameterType = ScalarType.Float32, OtherType = ScalarType.Float32 };
            if (Type == ScalarType.Float32) yield return this with { Type = ScalarType.Float64, ParameterType = ScalarType.Float64, OtherType = ScalarType.Float64 };
            foreach (var shape in ShapesOf(Formula).Where(s => s.Length <= Shape.Length && Elements(s) < Elements(Shape) && Elements(s) > 0)) yield return this with { Shape = shape };
            foreach (var formula in Formula.Smaller) yield return this with { Formula = formula };
        }
    }

    /// <summary>What is asked of the kernel. The gradient of an expanded tensor in a half type is a sum of numbers that each were rounded to it.</summary>
    private Accuracy Accuracy
    {
        get
        {
            var accuracy = Accuracy.Of(Type);
            return Type is ScalarType.BFloat16 or ScalarType.Float16 && Layouts.Select((_, i) => LayoutOf(i)).Any(l => l.Overlaps) ? accuracy with { Tolerance = 4 * accuracy.Tolerance } : accuracy;
        }
    }

    /// <summary>Runs the kernel beside the formula and fails where they differ.</summary>
    public void Check(FusedFormula formula)
    {
        long[] shape = [.. Shape];
        Tensor Data(int tensor, Tensor drawn) => tensor == 0 ? Special.Put(drawn, Type) : drawn;
        if (Formula.Form == FormulaForm.Update)
            new UpdateComparison(formula, shape, Type) { Types = i => TypeOf(formula, i), Lay = (i, t) => (formula.IsUpdated(i) && LayoutOf(i).Overlaps ? Layout.Contiguous : LayoutOf(i)).Of(t), Accuracy = Accuracy, Seed = Seed, Data = Data }.Check();
        else
            new Comparison(formula, shape, Type)
            {
                Types = i => TypeOf(formula, i),
                Layouts = i => (((IsInplace && i == 0) || formula.IsUpdated(i)) && LayoutOf(i).Overlaps) || formula.ShapeOf(i, shape).Length == 0 ? Layout.Contiguous : LayoutOf(i),
                IsInplace = IsInplace,
                Needs = Derivatives.Needs,
                IsWatchedAlike = Derivatives.Tensors == -1,
                Used = Derivatives.Uses,
                Incoming = Derivatives.Incoming,
                IsTwice = Derivatives.IsTwice && !IsInplace && Special == SpecialValue.None,
                Accuracy = Accuracy,
                Seed = Seed,
                Data = Data,
                IsForward = Special is not (SpecialValue.None or SpecialValue.Denormal),
            }.Check();
    }

    /// <summary>As text to put among the formulas that tests keep, with what it was tried on.</summary>
    public override string ToString()
        => $"// {Formula.Form}, {Type}{(ParameterType == Type ? "" : $" with parameters in {ParameterType}")}{(OtherType == Type ? "" : $" with y in {OtherType}")}, [{string.Join(", ", Shape)}], {string.Join("; ", Layouts.Select((_, i) => LayoutOf(i)).Distinct())}, {(Special == SpecialValue.None ? "no special values" : Special)}, {Derivatives}, seed {Seed}\n{Formula.Method("Found")}{CalledMethods.Named(Formula.Method(""))}";

    private bool IsInplace => Formula.Memory != ResultMemory.Own;

    /// <summary>One formula in eight overwrites x.</summary>
    private static ResultMemory MemoryOf(FormulaForm form, uint seed) => form == FormulaForm.Update ? ResultMemory.Own : (seed % 16) switch { 0 => ResultMemory.OfArgument, 1 => ResultMemory.OfArgumentBesideAnother, _ => ResultMemory.Own };

    /// <summary>In one case of eight x alone, or x and y, want a gradient: sums for parameters are left out.</summary>
    private static int OfNoParameter(uint seed) => seed / 4096 % 2 == 0 ? 1 : 3;

    /// <summary>In one case of eight y may have another type than x, as autocast leaves them.</summary>
    private static ScalarType OtherTypeOf(ScalarType type, uint seed) => seed / 16 % 8 == 0 ? ElementTypes[(int)(seed / 128 % 4)] : type;

    /// <summary>The type of a tensor.</summary>
    private ScalarType TypeOf(FusedFormula formula, int tensor) => tensor == 0 ? Type : formula.IsLikeFirst(tensor) ? OtherType : ParameterType;

    private Layout LayoutOf(int tensor) => Layouts[tensor] < 0 ? Layout.Contiguous : Layout.All[Layouts[tensor]];

    /// <summary>The shapes that a formula takes.</summary>
    private static ImmutableArray<long>[] ShapesOf(RandomFormula formula)
    {
        var shapes = formula.Form switch
        {
            FormulaForm.Matrix => Matrices,
            FormulaForm.Channels => ImagesOfNone,
            FormulaForm.Groups => Images,
            FormulaForm.Rows => RowsOfNone,
            FormulaForm.FeatureGroups => Grouped,
            FormulaForm.Positions => OfAnyRank,
            _ => Shapes,
        };
        return formula.NeedsRows ? [.. shapes.Where(s => Elements(s) > 0)] : shapes;
    }

    /// <summary>The number of groups in a formula's words: a literal, and parameters of which one is one.</summary>
    private static string[] GroupsOf(FormulaForm form) => form.HasGroups() ? ["2", "groups", "whole"] : [""];

    private static long Elements(ImmutableArray<long> shape) => shape.Aggregate(1L, (a, b) => a * b);

    private static Gen<RandomFormula> Formulas(FormulaForm form)
    {
        return from groups in CsCheck.Gen.OneOf(GroupsOf(form))
               from formula in Drawn[(form, groups)]
               select formula;
    }

    private static Gen<RandomFormula> Formulas(FormulaForm form, RandomExpressions expressions)
    {
        var plain = from p in Maybe(expressions.Of(Kind.Element, 1))
                    from q in Maybe(expressions.Of(Kind.Row, 2))
                    from depth in CsCheck.Gen.Int[2, 3]
                    from result in expressions.Of(Kind.Element, depth)
                    select new RandomFormula(form, p, q, result);
        return CsCheck.Gen.Frequency((2, plain), (1, new StatefulFormulas(form, expressions).Of(plain)));

        static Gen<Expression?> Maybe(Gen<Expression> gen) => CsCheck.Gen.Frequency((2, CsCheck.Gen.Const((Expression?)null)), (1, gen.Select(e => (Expression?)e)));
    }
}
