using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Reviews;

namespace NormGen.Analyzers.Rules;

/// <summary>NG1006: statistics without a dimension mix all samples of a batch.</summary>
public sealed class FullStatisticsAnalyzer() : ModelAnalyzer(Descriptor, FullStatisticsReader.Read, new([new("mean()", "std()", "var()", "norm()", "mean(x)", "torch.mean(", "torch.std(", "torch.var(", "torch.norm(", "std(unbiased", "var(unbiased", "std(false", "var(false")], []))
{
    private static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        RuleIds.FullStatistics,
        "Statistic of a norm over everything",
        "'{0}' takes one statistic over the whole tensor, all samples together, where a norm takes it of each row: the output for one sample depends on the others; write the dimensions",
        RuleCategories.Architecture,
        DiagnosticSeverity.Error,
        "Without dimensions mean, var, std and norm reduce everything to one number. As the statistic of a norm it couples the samples of a batch and positions of a sequence, future ones too, and it changes with the batch size.");
}
