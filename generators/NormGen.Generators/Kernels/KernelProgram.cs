using System.Collections.Immutable;
using NormGen.CodeModel.Formulas;

namespace NormGen.Generators.Kernels;

/// <summary>One direction of a kernel (forward, backward or update): what it reads and what it must deliver. The scheduler orders it, the emitters print it.</summary>
/// <param name="Name"><c>Forward</c>, <c>Backward</c> or <c>Update</c>.</param>
/// <param name="Inputs">What input nodes mean, by their index: parameters of the formula, then incoming gradients, then saved statistics.</param>
/// <param name="Targets">What is delivered.</param>
internal sealed record KernelProgram(string Name, ImmutableArray<KernelInput> Inputs, ImmutableArray<Target> Targets)
{
    /// <summary>What its rows vary over: <see cref="Extent.Element"/>, with channels, groups or both where rows have such parts.</summary>
    public Extent Element { get; init; } = Extent.Element;

    /// <summary>What the sums over rows are numbers of, as a word.</summary>
    public string Columns => (Element & Extent.Channel) != 0 ? "channels" : (Element & Extent.Group) != 0 ? "groups" : "features";

    /// <summary>The loops over the parts of a row, the outermost first.</summary>
    public ImmutableArray<Extent> Segments => [.. new[] { Extent.Group, Extent.Channel }.Where(axis => (Element & axis) != 0)];
}

/// <summary>What an input node of a program reads.</summary>
/// <param name="Kind">From where.</param>
/// <param name="Index">Which, as the run time counts that kind.</param>
/// <param name="Name">Its name.</param>
/// <param name="Extent">How many numbers it holds.</param>
internal sealed record KernelInput(KernelInputKind Kind, int Index, string Name, Extent Extent)
{
    /// <summary>Whether it is the tensor whose memory a target takes.</summary>
    public bool IsOverwrittenBy(Target target) => Kind == KernelInputKind.Tensor && Index == target.Overwrites;
}

/// <summary>The places a kernel reads from.</summary>
internal enum KernelInputKind
{
    /// <summary>A tensor argument.</summary>
    Tensor,

    /// <summary>A <c>double</c> argument.</summary>
    Number,

    /// <summary>The incoming gradient of a result.</summary>
    Gradient,

    /// <summary>A number a row (or a few of them) that the forward kernel saved.</summary>
    Statistic,

    /// <summary>Numbers that do not vary over rows, which the forward kernel saved.</summary>
    TotalStatistic,
}
