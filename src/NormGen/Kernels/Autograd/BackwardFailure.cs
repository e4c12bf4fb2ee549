namespace NormGen.Kernels.Autograd;

/// <summary>
/// What went wrong inside a backward. An exception cannot pass the native frames between a backward and its caller; the caller of
/// <c>backward()</c> gets the engine's error ("returned an invalid number of gradients"), and the cause stands here and on the error stream.
/// <c>torch.autograd.grad</c> lets no error of the engine out (TorchSharp 0.107): there a failure ends the process, as it does for torch's own operations.
/// </summary>
public static class BackwardFailure
{
    private static Exception? last;

    /// <summary>The last failure of the process, or null.</summary>
    public static Exception? Last => Volatile.Read(ref last);

    internal static void Report(Exception exception)
    {
        Volatile.Write(ref last, exception);
        Console.Error.WriteLine($"NormGen: a backward failed: {exception.Message}");
    }
}
