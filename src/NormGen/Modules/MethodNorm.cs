using System.ComponentModel;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen.Modules;

/// <summary>A norm made of a <see cref="FusedAttribute"/> method: what <see cref="PlacementAttribute.Method"/> makes, with a learned parameter for each of the method's tensors of one number a feature.</summary>
/// <remarks>Parameters have the names that the method gives them, in <c>state_dict</c> too. Generated code makes it.</remarks>
public sealed class MethodNorm : nn.Module<Tensor, Tensor>
{
    private readonly string[] names;
    private readonly double[] numbers;
    private readonly Body body;

    /// <summary>Makes the norm.</summary>
    /// <param name="features">The size of the dimension that is normalized.</param>
    /// <param name="name">The method's name.</param>
    /// <param name="names">The names of its tensors after the first.</param>
    /// <param name="initial">What each of them starts at.</param>
    /// <param name="numbers">Its numbers.</param>
    /// <param name="body">Calls it.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public MethodNorm(long features, string name, string[] names, double[] initial, double[] numbers, Body body)
        : base(name)
    {
        NormArguments.CheckCount(features, nameof(features));
        normalized_shape = [features];
        (this.names, this.numbers, this.body) = (names, numbers, body);
        for (var i = 0; i < names.Length; i++) register_parameter(names[i], new Parameter(full(features, initial[i])));
    }

    /// <summary>Calls a method with the parameters of a norm.</summary>
    /// <param name="x">Rows <c>[.., features]</c>.</param>
    /// <param name="norm">The norm.</param>
    public delegate Tensor Body(Tensor x, MethodNorm norm);

    /// <summary>The size of the dimension that is normalized, in an array as other norms have it.</summary>
    public long[] normalized_shape { get; }

    /// <summary>A learned parameter <c>[features]</c>, by its place among the method's tensors after the first.</summary>
    /// <param name="index">The place.</param>
    public Parameter Value(int index) => get_parameter(names[index])!;

    /// <summary>A number, by its place among the method's numbers.</summary>
    /// <param name="index">The place.</param>
    public double Number(int index) => numbers[index];

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        NormArguments.CheckInput(input, normalized_shape, names.Length == 0 ? null : Value(0), GetName());
        return body(input, this);
    }
}
