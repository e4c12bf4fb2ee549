namespace NormGen.Analyzers.Tests.Harness;

/// <summary>The usings that stand before every test source.</summary>
internal static class Usings
{
    /// <summary>What a file of a TorchSharp model begins with.</summary>
    public const string Text = """
        using System;
        using System.Collections.Generic;
        using System.Linq;
        using NormGen;
        using NormGen.Modules;
        using TorchSharp;
        using TorchSharp.Modules;
        using static TorchSharp.torch;
        using static TorchSharp.torch.nn;

        """;
}
