using NormGen.Optimizers;
using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Tests.Golden;

/// <summary>The signs that turn singular vectors of ours into those of a reference.</summary>
internal sealed class ProjectionSigns
{
    private Tensor? left;
    private Tensor? right;

    /// <summary>From the directions of a step.</summary>
    public ProjectionSigns Of(GradientProjection projection, GoldenStep step, ScalarType type) => Of(projection.Left, projection.Right, step.Inputs, type);

    /// <summary>From the directions of a step.</summary>
    public ProjectionSigns Of(Tensor? ownLeft, Tensor? ownRight, GoldenStep step, ScalarType type) => Of(ownLeft, ownRight, step.Inputs, type);

    /// <summary>From directions and those of the reference.</summary>
    public ProjectionSigns Of(Tensor? ownLeft, Tensor? ownRight, IReadOnlyDictionary<string, GoldenTensor> reference, ScalarType type) => new()
    {
        left = ownLeft is null ? null : (ownLeft * reference[ownRight is null ? "basis" : "basis_left"].ToTensor(type)).sum([0L]).sign().unsqueeze(-1),
        right = ownRight is null ? null : (ownRight * reference[ownLeft is null ? "basis" : "basis_right"].ToTensor(type)).sum([1L]).sign(),
    };

    /// <summary>What is in the few directions, in the signs of the reference, or back.</summary>
    public Tensor Apply(Tensor low) => Apply(low, this);

    /// <summary>Left directions as columns, in the signs of the reference.</summary>
    public Tensor ApplyLeft(Tensor vectors) => vectors * left!.t();

    /// <summary>Right directions as rows, in the signs of the reference.</summary>
    public Tensor ApplyRight(Tensor vectors) => vectors * right!.unsqueeze(-1);

    public static Tensor Apply(Tensor low, ProjectionSigns signs)
    {
        var rows = signs.left is null ? low : low * signs.left;
        return signs.right is null ? rows : rows * signs.right;
    }
}

/// <summary>How cases of low-rank projection name its sides.</summary>
internal static class ProjectionSides
{
    public static ProjectionSide ProjectionSide(this GoldenCase golden) => golden.Text("proj_type", "std") switch
    {
        "std" => NormGen.Optimizers.ProjectionSide.Std,
        "reverse_std" => NormGen.Optimizers.ProjectionSide.ReverseStd,
        "right" => NormGen.Optimizers.ProjectionSide.Right,
        "left" => NormGen.Optimizers.ProjectionSide.Left,
        "full" => NormGen.Optimizers.ProjectionSide.Full,
        var other => throw new NotSupportedException(other),
    };
}
