namespace NormGen.Optimizers;

/// <summary>What the options of <see cref="GradNormLoRP"/> make of one parameter: it decides the shapes of its state.</summary>
/// <param name="IsAdamW">Whether it has AdamW instead.</param>
/// <param name="IsSplit">Whether it is split into direction and magnitude.</param>
/// <param name="Rank">To how many directions its gradient is projected; 0 for none.</param>
/// <param name="Side">Which side is projected.</param>
internal readonly record struct LowRankForm(bool IsAdamW, bool IsSplit, int Rank, ProjectionSide Side)
{
    /// <summary>Whether the gradient is projected.</summary>
    public bool IsProjected => Rank > 0;

    /// <summary>The form of a parameter.</summary>
    public static LowRankForm Of(FusedOptimizerState state, GradNormLoRP.Options options)
    {
        var (parameter, rank) = (state.Parameter, options.rank!.Value);
        var isMatrix = parameter.ndim == 2 && (state.Role == ParameterRole.Matrix || options.all_roles == true);
        if (isMatrix ? rank >= Math.Min(parameter.size(0), parameter.size(1)) : options.all_roles != true || parameter.ndim != 1) return new(true, false, 0, ProjectionSide.Std);
        return new(false, options.weight_norm != WeightNormForm.None, isMatrix ? rank : 0, isMatrix && rank > 0 ? options.proj_type!.Value : ProjectionSide.Std);
    }

    /// <inheritdoc/>
    public override string ToString() => IsAdamW ? " AdamW" : $"{(IsProjected ? $" rank {Rank} {Side}" : " full rank")}{(IsSplit ? ", split" : "")}";
}
