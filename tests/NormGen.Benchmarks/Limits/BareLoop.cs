using System.Runtime.CompilerServices;
using NormGen.Kernels;
using NormGen.Kernels.Native;
using NormGen.Kernels.Threads;

namespace NormGen.Benchmarks.Limits;

/// <summary>
/// A loop that only moves tensors: the least that a kernel which reads and writes as many can take. It runs on the threads of the kernels, in as many pieces and with their streaming stores; what it
/// reads goes into what it writes, so that nothing can be left out.
/// </summary>
internal sealed unsafe class BareLoop : IDisposable
{
    private const int Pieces = 64;
    private const nuint Line = 16;
    private readonly DisposeScope scope = NewDisposeScope();
    private readonly Tensor[] tensors = [.. Enumerable.Range(0, 6).Select(_ => randn(LimitForm.Rows, LimitForm.Features))];

    /// <summary>Moves the tensors of one pass.</summary>
    /// <param name="streams">How many are read and written.</param>
    /// <param name="bytes">Bytes of each.</param>
    public void Run(Streams streams, long bytes)
    {
        var addresses = stackalloc float*[6];
        for (var i = 0; i < tensors.Length; i++) addresses[i] = (float*)TorchNative.THSTensor_data(tensors[i].Handle);
        var work = new Work { Tensors = addresses, Length = (nuint)bytes / sizeof(float) / Pieces };
        delegate*<void*, int, int, void> body = (streams.Read, streams.Written) switch
        {
            (1, 1) => &OneToOne,
            (2, 1) => &TwoToOne,
            (2, 2) => &TwoToTwo,
            (4, 2) => &FourToTwo,
            _ => throw new ArgumentOutOfRangeException(nameof(streams), streams, "There is a loop for 1, 2 or 4 tensors read and 1 or 2 written."),
        };
        ThreadTeam.Run(Pieces, ThreadTeam.Size(Pieces), body, &work);
    }

    /// <inheritdoc/>
    public void Dispose() => scope.Dispose();

    // Optimized from the first call on, and alone: pointers live in registers.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void OneToOne(void* state, int piece, int thread)
    {
        var work = (Work*)state;
        float* a = work->At(0, piece), y = work->At(4, piece);
        for (nuint i = 0; i < work->Length; i += Line) Halves.StorePastCache(Halves.Load(ref *a, i), y + i);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TwoToOne(void* state, int piece, int thread)
    {
        var work = (Work*)state;
        float* a = work->At(0, piece), b = work->At(1, piece), y = work->At(4, piece);
        for (nuint i = 0; i < work->Length; i += Line) Halves.StorePastCache(Halves.Load(ref *a, i) + Halves.Load(ref *b, i), y + i);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TwoToTwo(void* state, int piece, int thread)
    {
        var work = (Work*)state;
        float* a = work->At(0, piece), b = work->At(1, piece), y = work->At(4, piece), z = work->At(5, piece);
        for (nuint i = 0; i < work->Length; i += Line)
        {
            Halves.StorePastCache(Halves.Load(ref *a, i), y + i);
            Halves.StorePastCache(Halves.Load(ref *b, i), z + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FourToTwo(void* state, int piece, int thread)
    {
        var work = (Work*)state;
        float* a = work->At(0, piece), b = work->At(1, piece), c = work->At(2, piece), d = work->At(3, piece), y = work->At(4, piece), z = work->At(5, piece);
        for (nuint i = 0; i < work->Length; i += Line)
        {
            Halves.StorePastCache(Halves.Load(ref *a, i) + Halves.Load(ref *b, i), y + i);
            Halves.StorePastCache(Halves.Load(ref *c, i) + Halves.Load(ref *d, i), z + i);
        }
    }

    private struct Work
    {
        internal float** Tensors;
        internal nuint Length;

        internal readonly float* At(int tensor, int piece) => Tensors[tensor] + (nuint)piece * Length;
    }
}
