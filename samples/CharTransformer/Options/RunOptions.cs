namespace CharTransformerSample.Options;

/// <summary>What a run was asked to do.</summary>
public sealed record RunOptions
{
    /// <summary>The folder for results if none is given.</summary>
    public const string DefaultOut = "artifacts/char-transformer";

    /// <summary>The text to train on, or null for the sources and documents of this repository.</summary>
    public string? Text { get; init; }

    /// <summary>What was said about model and training.</summary>
    public PlanRequest Plan { get; init; } = new();

    /// <summary>Threads of libtorch and of the fused kernels.</summary>
    public int Threads { get; init; } = DefaultThreads;

    /// <summary>Whether the same model is trained in stock TorchSharp beside it.</summary>
    public bool Compare { get; init; }

    /// <summary>The checkpoint to go on from.</summary>
    public string? Resume { get; init; }

    /// <summary>The file for the figures.</summary>
    public string? Json { get; init; }

    /// <summary>The folder for checkpoint, curves and report.</summary>
    public string Out { get; init; } = DefaultOut;

    /// <summary>Set in a child process of a comparison, which trains one side for its memory figures.</summary>
    public ChildRole? Child { get; init; }

    /// <summary>A model this small gains nothing from more threads.</summary>
    public static int DefaultThreads => Math.Min(Environment.ProcessorCount, 4);

    /// <summary>The folder for results: what was given, else where the checkpoint lies that a run goes on from.</summary>
    public static string ResultFolder(string? given, string? resume)
        => given ?? (resume is null ? DefaultOut : Path.GetDirectoryName(resume) is { Length: > 0 } folder ? folder : ".");

    /// <summary>The checkpoint in the folder for results.</summary>
    public static string CheckpointIn(string folder) => Path.Combine(folder, "checkpoint.bin");
}
