namespace NormGen;

/// <summary>
/// Says that a tensor parameter of a method that trains holds contrastive samples: generated, adversarial, negative, or of another distribution than the data. Nothing in code tells such a batch from the data's own; rule NG1025 reads the
/// attribute and finds models whose batch norms take statistics of their own for it.
/// </summary>
/// <remarks>
/// It changes nothing that runs. What is computed from the parameter counts as contrastive too; what is joined with another batch (<c>cat</c>, <c>stack</c>) does not.
/// <code>
/// private Tensor Loss(Tensor real, [ContrastiveBatch] Tensor generated) { ... }
/// </code>
/// Yin et al., Joint Discriminative-Generative Modeling via Dual Adversarial Training, 2025, arXiv 2510.13872; Xie et al., Adversarial Examples Improve Image Recognition, 2020, arXiv 1911.09665.
/// </remarks>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class ContrastiveBatchAttribute : Attribute;
