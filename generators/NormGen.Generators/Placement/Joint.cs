using NormGen.CodeModel.Collections;
using NormGen.CodeModel.Placement;
using NormGen.Generators.Emitters;

namespace NormGen.Generators.Placement;

/// <summary>A joint: what stands between a sublayer and the next. Equal joints of a compilation share one generated class.</summary>
/// <param name="Kind">What it computes.</param>
/// <param name="Scale">What is multiplied by a number.</param>
/// <param name="Norm">The formula of its norms; null where it has none.</param>
internal sealed record Joint(JointKind Kind, JointScale Scale, NormFormula? Norm)
{
    /// <summary>The namespace of all joints.</summary>
    public const string Namespace = KernelCompiler.Namespace;

    /// <summary>The operations that the sublayer closes with, in order: what the branch is put through first.</summary>
    public EquatableArray<JointStep> Closing { get; init; }

    /// <summary>The norms that the next sublayer opens with, in order: behind the joint's own.</summary>
    public EquatableArray<JointStep> Opening { get; init; }

    /// <summary>Whether the branch has a factor for each feature.</summary>
    public bool HasGain { get; init; }

    /// <summary>Whether elements of the branch are dropped before the addition.</summary>
    public bool HasDropout { get; init; }

    /// <summary>Whether the branch loses its mean: before the addition in a converted model whose weights behind it are not recentred.</summary>
    public bool Recentres { get; init; }

    /// <summary>The generated class: named after what it is made of, so that it depends on nothing but the joint itself.</summary>
    public string ClassName => JointNames.Of(this);

    /// <summary>The generated file's name.</summary>
    public string FileName => $"{Namespace}.{ClassName}.g.cs";

    /// <summary>Whether there is a branch at all.</summary>
    public bool HasBranch => Kind != JointKind.First;

    /// <summary>Whether there is a norm on the branch.</summary>
    public bool HasNormOut => Kind is JointKind.Peri or JointKind.PeriLast or JointKind.Output;

    /// <summary>Whether there is a norm behind the addition.</summary>
    public bool HasNormIn => Kind is not (JointKind.PreLast or JointKind.PeriLast or JointKind.Output or JointKind.Bare);

    /// <summary>Whether it returns the residual stream beside what the next sublayer reads, or alone. (What Post-LN's norm makes is both.)</summary>
    public bool ReturnsStream => Kind switch { JointKind.First => false, JointKind.Post => Opening.Count > 0, _ => true };

    /// <summary>Whether it returns the stream and what the next sublayer reads.</summary>
    public bool ReturnsBoth => ReturnsStream && HasNormIn;

    /// <summary>Whether branch or stream has a constant factor.</summary>
    public bool HasFactor => Scale is JointScale.Branch or JointScale.Stream;

    /// <summary>Whether the branch has a learned number as its factor.</summary>
    public bool IsLearned => Scale is JointScale.Learned or JointScale.LearnedWithOffset;

    /// <summary>Whether it draws random numbers.</summary>
    public bool Drops => HasDropout || Closing.Any(s => s.Kind == BranchStepKind.Dropout);

    /// <summary>Whether it is the addition alone, which is one operation of libtorch already.</summary>
    public bool IsAddition => Kind is JointKind.PreLast or JointKind.Bare && !IsLearned && !HasGain && !HasDropout && !Recentres && Closing.Count == 0;

    /// <summary>The joint where nothing is dropped, as in evaluation.</summary>
    public Joint WithoutDropout => this with { HasDropout = false, Closing = Closing.Where(s => s.Kind != BranchStepKind.Dropout).ToEquatableArray() };

    /// <summary>The parameters in the order of the generated method: tensors, then numbers.</summary>
    public IReadOnlyList<JointParameter> Parameters
    {
        get
        {
            var all = new List<JointParameter> { new("x", true, JointOperand.Stream, 0) };
            if (HasBranch) all.Add(new("branch", true, JointOperand.Branch, 0));
            var others = new List<JointParameter>();
            for (var i = 0; i < Closing.Count; i++) others.AddRange(OfStep(Closing[i], i, JointOperand.Closing, "close"));
            if (HasNormOut) others.AddRange(OfNorm(Norm!, "out_", JointOperand.NormOut));
            if (HasGain) others.Add(new("gain", true, JointOperand.Gain, 0));
            if (HasNormIn) others.AddRange(OfNorm(Norm!, "in_", JointOperand.NormIn));
            for (var i = 0; i < Opening.Count; i++) others.AddRange(OfStep(Opening[i], i, JointOperand.Opening, "open"));
            if (IsLearned) others.Add(new("alpha", true, JointOperand.Learned, 0));
            if (Scale == JointScale.LearnedWithOffset) others.Add(new("offset", true, JointOperand.Offset, 0));
            all.AddRange(others.Where(p => p.IsTensor));
            if (HasFactor && HasBranch) all.Add(new("scale", false, JointOperand.Scale, 0));
            all.AddRange(others.Where(p => !p.IsTensor));
            if (HasDropout) all.Add(new("p", false, JointOperand.Rate, 0));
            if (Drops) all.Add(new("seed", false, JointOperand.Seed, 0));
            return all;
        }
    }

    private static IEnumerable<JointParameter> OfNorm(NormFormula norm, string prefix, JointOperand operand, int step = 0)
        => norm.Parameters.Select((p, i) => new JointParameter(prefix + p.Name, p.IsTensor, operand, i, step));

    private static IEnumerable<JointParameter> OfStep(JointStep step, int index, JointOperand operand, string prefix) => step.Kind switch
    {
        BranchStepKind.Norm => OfNorm(step.Formula!, $"{prefix}{index + 1}_", operand, index),
        BranchStepKind.Bias => [new("bias", true, operand, 0, index)],
        BranchStepKind.Dropout => [new($"p{index + 1}", false, operand, 0, index)],
        _ => [],
    };
}
