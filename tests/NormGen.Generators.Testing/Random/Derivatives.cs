using CsCheck;
using static TorchSharp.torch;

namespace NormGen.Generators.Testing.Random;

/// <summary>What is asked of autograd.</summary>
/// <param name="Tensors">Bit i: tensor i wants a gradient.</param>
/// <param name="Results">Bit i: a gradient comes from result i.</param>
/// <param name="IsExpanded">Whether the incoming gradients are one number each, as those of sums are.</param>
/// <param name="IsTwice">Whether gradients are differentiated again.</param>
internal sealed record Derivatives(int Tensors, int Results, bool IsExpanded, bool IsTwice)
{
    /// <summary>All gradients, once.</summary>
    public static readonly Derivatives All = new(-1, -1, false, false);

    /// <summary>All of them; mostly all gradients.</summary>
    public static Gen<Derivatives> Gen { get; } =
        from tensors in CsCheck.Gen.Frequency((3, CsCheck.Gen.Const(-1)), (1, CsCheck.Gen.Int[0, 127]))
        from results in CsCheck.Gen.Frequency((4, CsCheck.Gen.Const(-1)), (1, CsCheck.Gen.Int[1, 2]))
        from isExpanded in CsCheck.Gen.Frequency((7, CsCheck.Gen.Const(false)), (1, CsCheck.Gen.Const(true)))
        from isTwice in CsCheck.Gen.Frequency((7, CsCheck.Gen.Const(false)), (1, CsCheck.Gen.Const(true)))
        select new Derivatives(tensors, results, isExpanded, isTwice);

    /// <summary>Simpler ones.</summary>
    public IEnumerable<Derivatives> Smaller
    {
        get
        {
            if (IsTwice) yield return this with { IsTwice = false };
            if (IsExpanded) yield return this with { IsExpanded = false };
            if (Tensors != -1) yield return this with { Tensors = -1 };
            if (Results != -1) yield return this with { Results = -1 };
        }
    }

    /// <summary>Whether tensor i wants a gradient.</summary>
    public bool Needs(int tensor) => (Tensors >> tensor & 1) != 0;

    /// <summary>Whether a gradient comes from result i; from one of several at least.</summary>
    public bool Uses(int result, int results) => results == 1 || (Results >> result & 1) != 0;

    /// <summary>The incoming gradient, from drawn numbers of the shape of a result.</summary>
    public Tensor Incoming(Tensor drawn) => !IsExpanded || drawn.numel() == 0 || drawn.dim() == 0 ? drawn : drawn.view(-1)[0].expand(drawn.shape);

    public override string ToString() => this == All ? "all gradients"
        : $"gradients of tensors {(Tensors == -1 ? "all" : Convert.ToString(Tensors, 2).PadLeft(7, '0'))}, from results {(Results == -1 ? "all" : Convert.ToString(Results, 2).PadLeft(2, '0'))}{(IsExpanded ? ", incoming expanded" : "")}{(IsTwice ? ", twice" : "")}";
}
