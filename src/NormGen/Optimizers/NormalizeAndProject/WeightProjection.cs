using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen.Optimizers;

/// <summary>
/// The second half of Normalize-and-Project: weights that feed norms are brought back to their initial norm, so that the learning rate is the effective one and does not fall as they grow.
/// </summary>
/// <remarks>
/// Lyle et al., Normalization and Effective Learning Rates in Reinforcement Learning, NeurIPS 2024, arXiv 2407.01800. <c>W = rho · W / ‖W‖</c>, one number rho a weight, taken when the projection is made. For people with a loop of their own:
/// call <see cref="Project()"/> after a step. <see cref="ProjectedOptimizer"/> does it, and saves rho. Optimizer states are not projected.
/// </remarks>
public sealed class WeightProjection
{
    /// <summary>Projects a model: the weights of hidden linear maps and convolutions by their role, not embeddings, biases, gains and offsets.</summary>
    /// <param name="model">The model, its submodules registered and initialized.</param>
    /// <param name="scale_offset">What happens to gains and offsets of norms.</param>
    /// <param name="project_output">Whether the layer that makes the output is projected as well; its scale is one of the function.</param>
    /// <param name="decay">Of <see cref="ScaleOffsetMode.DecayToInit"/>: the part of the way back at each projection. The paper's strength is not known.</param>
    /// <exception cref="ArgumentException">There is no such weight, one is zero, or an argument does not fit.</exception>
    /// <remarks>Roles are those of <see cref="ParameterRoles.FromModel"/>. Whether a weight is scale-invariant is not tested here; the other constructor takes the weights that you, or the data flow, chose.</remarks>
    public WeightProjection(nn.Module model, ScaleOffsetMode scale_offset = ScaleOffsetMode.None, bool project_output = false, double decay = 1e-3)
        : this(Hidden(model, project_output), GainAndOffset.Of(model), scale_offset, decay)
    {
    }

    /// <summary>Projects given weights.</summary>
    /// <param name="weights">Name (for messages and checkpoints) and weight.</param>
    /// <param name="norms">The norms whose gains and offsets are treated as well.</param>
    /// <param name="scale_offset">What happens to these.</param>
    /// <param name="decay">Of <see cref="ScaleOffsetMode.DecayToInit"/>: the part of the way back at each projection.</param>
    /// <exception cref="ArgumentException">There is no weight, one is given twice or zero, or an argument does not fit.</exception>
    public WeightProjection(IEnumerable<(string name, Parameter parameter)> weights, IEnumerable<GainAndOffset>? norms = null, ScaleOffsetMode scale_offset = ScaleOffsetMode.None, double decay = 1e-3)
    {
        ArgumentNullException.ThrowIfNull(weights);
        if (!Enum.IsDefined(scale_offset)) throw new ArgumentOutOfRangeException(nameof(scale_offset), scale_offset, $"scale_offset is {scale_offset}, which is no ScaleOffsetMode.");
        Hyperparameter.Decay(decay, nameof(decay), orOne: true);
        (Weights, Norms, Mode, Decay) = ([.. weights.Select(item => new ProjectedWeight(item.name, item.parameter, null))], [.. norms ?? []], scale_offset, decay);
        if (Weights.Count == 0) throw new ArgumentException("There is no weight to project. Of a model: has it called RegisterComponents?", nameof(weights));
        var seen = new HashSet<IntPtr>();
        if (Weights.FirstOrDefault(weight => !seen.Add(ParameterIdentity.Of(weight.Parameter))) is { } twice) throw new ArgumentException($"The weight '{twice.Name}' is given twice.", nameof(weights));
    }

    /// <summary>The weights with their norms.</summary>
    public IReadOnlyList<ProjectedWeight> Weights { get; }

    /// <summary>The norms whose gains and offsets <see cref="Mode"/> is about.</summary>
    public IReadOnlyList<GainAndOffset> Norms { get; }

    /// <summary>What happens to gains and offsets.</summary>
    public ScaleOffsetMode Mode { get; }

    /// <summary>The part of the way back to their initial values that gains and offsets go at each projection, in <see cref="ScaleOffsetMode.DecayToInit"/>.</summary>
    public double Decay { get; }

    /// <summary>Gives one weight another norm than its initial one.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="rho">The norm, above zero.</param>
    /// <exception cref="ArgumentException">There is no such weight, or the norm does not fit.</exception>
    public void SetRadius(string name, double rho)
    {
        Hyperparameter.Positive(rho, nameof(rho));
        (Weights.FirstOrDefault(weight => weight.Name == name) ?? throw new ArgumentException($"No weight named '{name}' is projected; these are: {string.Join(", ", Weights.Select(weight => weight.Name))}.", nameof(name))).Rho = rho;
    }

    /// <summary>Brings every weight to its norm, and gains and offsets where that is asked for.</summary>
    /// <exception cref="InvalidOperationException">A weight was replaced since; nothing has been changed.</exception>
    public void Project()
    {
        Check();
        using var noGradients = no_grad();
        foreach (var weight in Weights) NaP.Project(weight.Parameter, weight.Rho);
        ProjectNorms();
    }

    /// <summary>Throws where a weight was replaced.</summary>
    internal void Check()
    {
        foreach (var weight in Weights) weight.Check();
    }

    /// <summary>The treatment of gains and offsets alone.</summary>
    /// <param name="weightOf">What stands for a parameter, as a float32 copy does; null for the parameter itself.</param>
    internal void ProjectNorms(Func<Parameter, Tensor>? weightOf = null)
    {
        weightOf ??= parameter => parameter;
        foreach (var norm in Norms)
        {
            if (Mode == ScaleOffsetMode.Joint) NaP.ProjectScaleOffset(weightOf(norm.Gain), norm.Offset is null ? null : weightOf(norm.Offset));
            if (Mode != ScaleOffsetMode.DecayToInit) continue;
            NaPUpdates.Decay(weightOf(norm.Gain), 1, Decay);
            if (norm.Offset is not null) NaPUpdates.Decay(weightOf(norm.Offset), 0, Decay);
        }
    }

    private static IEnumerable<(string name, Parameter parameter)> Hidden(nn.Module model, bool output)
        => ParameterRoles.FromModel(model).Where(item => item.role is ParameterRole.Matrix or ParameterRole.Convolution || output && item.role == ParameterRole.Head).Select(item => (item.name, item.parameter));
}
