using NormGen.Kernels.Autograd;
using NormGen.Kernels.Native;
using NormGen.Kernels.Running;
using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Tests.Kernels;

/// <summary>The identity, as a node of the autograd graph that writes down where the gradients lie that pass it. It holds none of them.</summary>
internal sealed unsafe class GradientProbe
{
    private static readonly List<GradientProbe> All = [];
    private readonly int number;
    private readonly List<nint> addresses = [];

    internal GradientProbe()
    {
        lock (All)
        {
            number = All.Count;
            All.Add(this);
        }
    }

    /// <summary>Where the only gradient lay that passed.</summary>
    internal nint Address => addresses.Single();

    /// <summary>Puts it behind a tensor.</summary>
    internal Tensor Behind(Tensor tensor)
    {
        var (edge, output) = (tensor.Handle, Geometry.Check(TorchNative.THSTensor_detach(tensor.Handle)));
        BackwardNode.Take(default, 0, 0).Attach(&edge, 1, 1, [number], &output, 1, composed: null, &Pass);
        return Tensor.UnsafeCreateTensor(output);
    }

    private static void Pass(BackwardNode node, nint* inputs, nint* gradients, nint* made)
    {
        GradientProbe probe;
        lock (All) probe = All[(int)node.Numbers[0]];
        probe.addresses.Add((nint)TorchNative.THSTensor_data(gradients[0]));
        made[0] = Geometry.Check(TorchNative.THSTensor_alias(gradients[0]));
    }
}
