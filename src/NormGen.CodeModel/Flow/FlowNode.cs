using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Modules;

namespace NormGen.CodeModel.Flow;

/// <summary>One step of a model's <c>forward</c>.</summary>
/// <param name="kind">What it does.</param>
/// <param name="inputs">What it does it to.</param>
public sealed class FlowNode(FlowKind kind, params FlowNode[] inputs)
{
    /// <summary>What it does.</summary>
    public FlowKind Kind { get; } = kind;

    /// <summary>What it does it to.</summary>
    public ImmutableArray<FlowNode> Inputs { get; } = ImmutableCollectionsMarshal.AsImmutableArray(inputs);

    /// <summary>The parameter, of a <see cref="FlowKind.Weight"/>.</summary>
    public ParameterNode? Parameter { get; init; }

    /// <summary>Whether the parameter, or the norm, stands at another index of its list than the one that is followed.</summary>
    public bool IsOtherIndex { get; init; }

    /// <summary>The module that was called, where there is one.</summary>
    public ModuleNode? Module { get; init; }

    /// <summary>The degree of a homogeneous map or reduction.</summary>
    public double Degree { get; init; } = 1;

    /// <summary>Axes, negative ones from the end: of a transposition, reduction, concatenation or length norm; of a permutation, where each axis comes from.</summary>
    public ImmutableArray<int> Axes { get; init; } = [];

    /// <summary>Whether <see cref="Axes"/> are known; where they are not, any axis may be meant. Of a matrix product: whether it is the plain one, over the last two axes.</summary>
    public bool AxesKnown { get; init; } = true;

    /// <summary>The number of dimensions, or null.</summary>
    public int? Rank { get; init; }

    /// <summary>Which norm.</summary>
    public FlowNorm Norm { get; init; }

    /// <summary>The number of axes that a layer norm takes together.</summary>
    public int NormAxes { get; init; } = 1;

    /// <summary>The number of spatial dimensions of a convolution, pooling or norm, 0 where there are none or the number is not known.</summary>
    public int Spatial { get; init; }

    /// <summary>The number of features or channels: of the output of a linear map, of a norm's input.</summary>
    public Fact Size { get; init; }

    /// <summary>The number of groups of a group norm; the size of the last axis of a view.</summary>
    public Fact Groups { get; init; }

    /// <summary>Of a view, or of moved elements: how many leading sizes are those of its input. Of a transposed convolution: 1.</summary>
    public int Leading { get; init; }

    /// <summary>Of moved elements: the axis along which they are taken, as written, or the last of the axes that are indexed; null where it is not known.</summary>
    public int? Touched { get; init; }

    /// <summary>Whether an <see cref="FlowKind.Other"/> is one function of TorchSharp and not code that cannot be read.</summary>
    public bool IsFunction { get; init; }

    /// <summary>Whether an <see cref="FlowKind.Other"/> is softmax.</summary>
    public bool IsSoftmax { get; init; }

    /// <summary>The call, of a norm or another function that is written as one.</summary>
    public SyntaxNode? Syntax { get; set; }

    /// <summary>The call in <c>forward</c> that made it, of a module too; null for operators and for items of a <c>Sequential</c>.</summary>
    public SyntaxNode? Site { get; set; }

    /// <summary>The function or the class of the module that made it, where it has no parameters of its own.</summary>
    public string? Function { get; set; }

    /// <summary>The value of a number, of a <see cref="FlowKind.Constant"/>; the type, of a <see cref="FlowKind.Same"/> that converts.</summary>
    public Fact Value { get; init; }

    /// <summary>Whether a reduction takes all elements of a tensor together: no axis is written.</summary>
    public bool IsOfAll { get; init; }

    /// <summary>Whether a reduction keeps the axes that it takes, as axes of one element.</summary>
    public bool KeepsAxes { get; init; }

    /// <summary>Whether an <see cref="FlowKind.Other"/> comes from code that cannot be read: the unknown value, about which no rule says anything.</summary>
    public bool IsUnknown => Kind == FlowKind.Other && !IsFunction && Module is not { Kind: ModuleKind.Composite or ModuleKind.OtherNorm };

    /// <summary>Whether a block takes the mean off what it makes once the norms of its stream are root mean square norms: a branch that a joint multiplies feature by feature, or drops elements of.</summary>
    public bool IsRecentred { get; init; }

    /// <summary>Whether the bias among the inputs may be absent at run time.</summary>
    public bool MayLackBias { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Parameter is null ? $"{Kind}({string.Join(", ", Inputs)})" : Parameter.Path + (IsOtherIndex ? "'" : "");
}
