using static TorchSharp.torch;

namespace NormGen.Tests.Golden;

/// <summary>Runs the cases of one system that NormGen covers.</summary>
public interface IGoldenRunner
{
    /// <summary>The system, as the golden files name it.</summary>
    string System { get; }

    /// <summary>Whether it can run the case: decided from its parameters, inputs and outputs, never from its name.</summary>
    bool Claims(GoldenCase golden);

    /// <summary>Why an expected output is nothing that NormGen shows; null where it must be compared.</summary>
    string? NotShown(string output);

    /// <summary>The size of the terms that cancel in an output: rounding them is no error of the method. Zero where nothing cancels.</summary>
    double Cancelling(GoldenCase golden, string output) => 0;

    /// <summary>Runs the case. One dictionary for a case without steps, else one a step; each holds every expected output by name.</summary>
    /// <param name="golden">The case.</param>
    /// <param name="type">The type of all tensors.</param>
    IEnumerable<IReadOnlyDictionary<string, Tensor>> Run(GoldenCase golden, ScalarType type);
}
