using NormGen.Kernels.Native;
using NormGen.Kernels.Running;
using static TorchSharp.torch;

namespace NormGen.Kernels.Autograd;

/// <summary>Sends gradients through small graphs to see how many hold one when a node is called: one that the engine alone has, one that two nodes get, one that a node gets twice, one of the caller's, a view.</summary>
internal static unsafe class GradientTrial
{
    [ThreadStatic]
    private static List<GradientHolders>? seen;

    /// <summary>How many hold a gradient that the engine alone has; 0 where that cannot be told from one that others hold too.</summary>
    internal static ulong Run()
    {
        try
        {
            if (!References.AreKnown) return 0;
            using var watched = enable_grad();
            if (Seen(1, 1, y => y[0] * 2) is not [var alone] || alone.Tensor is 0 or > 8 || !alone.AreOnly(alone.Tensor)) return 0;
            var holders = alone.Tensor;

            // When the second node gets it, the first has let it go.
            if (Seen(2, 1, y => (y[0] + y[1]) * 2) is not [var first, var second] || first != alone with { Tensor = holders + 1 } || second != alone) return 0;
            if (Seen(1, 2, y => (y[0] + y[1]) * 2) is not [var twice] || twice.AreOnly(holders)) return 0;
            if (Seen(1, 1, y => y[0]) is not [var callers] || callers.AreOnly(holders)) return 0;
            return Seen(1, 1, y => y[0].view(2, 2) * 2) is [var view] && view.AreOnly(holders) == Views.AreKnown ? holders : 0;
        }
        catch (Exception)
        {
            return 0;
        }
        finally
        {
            seen = null;
        }
    }

    /// <summary>The holders of the first gradient that each node gets when what was made of all results goes backward, with a gradient of the caller's.</summary>
    private static List<GradientHolders> Seen(int nodes, int results, Func<Tensor[], Tensor> use)
    {
        seen = [];
        using var scope = NewDisposeScope();
        using var leaf = zeros(4, ScalarType.Float32, CPU, requires_grad: true);
        var outputs = stackalloc nint[results];
        var made = new List<Tensor>();
        for (var node = 0; node < nodes; node++)
        {
            for (var i = 0; i < results; i++) outputs[i] = Geometry.Check(TorchNative.THSTensor_detach(leaf.Handle));
            var edge = leaf.Handle;
            BackwardNode.Take(default, 0, 0).Attach(&edge, 1, 1, [], outputs, results, composed: null, &Look);
            for (var i = 0; i < results; i++) made.Add(Tensor.UnsafeCreateTensor(outputs[i]));
        }

        using var used = use([.. made]);
        using var gradient = ones_like(used);
        used.backward([gradient]);
        foreach (var tensor in made) tensor.Dispose();
        return seen;
    }

    private static void Look(BackwardNode node, nint* inputs, nint* gradients, nint* made) => seen?.Add(GradientHolders.Of(gradients[0]));
}
