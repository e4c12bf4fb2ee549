namespace NormGen.Benchmarks.Analysis;

/// <summary>The files of generated projects: module classes as people write them, of several kinds of nets, some with their training.</summary>
internal static partial class AnalysisSources
{
    /// <summary>How many module classes each file of models has.</summary>
    public const int ClassesPerFile = 4;

    private static readonly Func<int, string>[] Kinds = [VisionTransformer, ResidualNet, LanguageModel, UNet, Tabular];

    /// <summary>A file of module classes.</summary>
    public static string Models(int number) => $$"""
        using System;
        using System.Linq;
        using TorchSharp;
        using TorchSharp.Modules;
        using static TorchSharp.torch;
        using static TorchSharp.torch.nn;

        namespace Generated{{number}};

        {{Kinds[number % Kinds.Length](number)}}
        """;

    /// <summary>A class without tensors.</summary>
    public static string Plain(int number) => $$"""
        using System;
        using System.Collections.Generic;
        using System.Linq;

        namespace Plain{{number}};

        public sealed class Orders(IReadOnlyList<(string Name, int Count, decimal Price)> lines)
        {
            public decimal Total => lines.Sum(line => line.Count * line.Price);

            public IEnumerable<string> Report(int most)
            {
                var round = 0;
                foreach (var line in lines.OrderByDescending(line => line.Price).Take(most))
                {
                    if (line.Count == 0) continue;
                    yield return $"{++round}: {line.Name} {Math.Round(line.Price, 2)} x {line.Count}";
                }
            }

            public Dictionary<string, int> Counts() => lines.GroupBy(line => line.Name).ToDictionary(group => group.Key, group => group.Sum(line => line.Count));
        }
        """;
}
