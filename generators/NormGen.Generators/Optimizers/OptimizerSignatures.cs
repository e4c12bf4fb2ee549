using NormGen.CodeModel.Roles;

namespace NormGen.Generators.Optimizers;

/// <summary>The signatures of all optimizers: defaults and order of arguments are those of their classes.</summary>
internal static class OptimizerSignatures
{
    private const string Namespace = OptimizerModelNames.Namespace;
    private static readonly OptimizerArgument Beta1 = new("double", "beta1", "0.9", "Decay of the first moment."), Beta2 = new("double", "beta2", "0.999", "Decay of the second moment."), Eps = new("double", "eps", "1e-8", "Added to the bias-corrected root.");
    private static readonly OptimizerArgument Decay = new("double", "weight_decay", "0", "Decoupled weight decay, of every role."), Maximize = new("bool", "maximize", "false", "Whether to go up the gradient.");

    /// <summary>SCALE.</summary>
    public static OptimizerSignature Scale { get; } = new(
        "A SCALE optimizer",
        "SCALE",
        $"new {Namespace}.SCALE({{0}}, {{1}})",
        role => role switch
        {
            Role.Matrix or Role.Convolution => "gradient normalized by row",
            Role.Embedding => "gradient normalized by column",
            Role.Head => "momentum, then normalized by row",
            _ => "AdamW",
        },
        [
            "Matrices and convolutions: the gradient of each output unit divided by its root mean square, no state. Embeddings: the same for each feature over all entries.",
            "Heads: a running mean of the gradient first. Vectors and scalars: AdamW at the rate <paramref name=\"adam_lr\"/>.",
            "Glentis et al., A Minimalist Optimizer Design for LLM Pretraining, 2025, arXiv 2506.16659.",
        ],
        [
            Rate("1e-4"), new("double", "momentum", "0.9", "Decay of the head's running mean."), Decay,
            new("double?", "adam_lr", "null", "Learning rate of vectors; null for <paramref name=\"lr\"/>. Schedules act on it in proportion."),
            new("double", "beta1", "0.9", "Decay of the vectors' first moment."), new("double", "beta2", "0.999", "Decay of the vectors' second moment."), new("double", "eps", "1e-8", "Added to the root of the vectors' second moment."), Maximize,
        ]);

    /// <summary>AdamW.</summary>
    public static OptimizerSignature AdamW { get; } = new(
        "A fused AdamW optimizer",
        "FusedAdamW",
        $"new {Namespace}.FusedAdamW({Namespace}.RoleGroups.AdamW({{0}}, vector_weight_decay), lr, beta1, beta2, eps, weight_decay, amsgrad, maximize)",
        role => IsSmall(role) ? "AdamW, vector_weight_decay" : "AdamW, weight_decay",
        [
            "Matrices, embeddings, heads and convolutions decay by <paramref name=\"weight_decay\"/>; vectors and scalars (gains, biases) by <paramref name=\"vector_weight_decay\"/>, which is none.",
            "Loshchilov and Hutter, Decoupled Weight Decay Regularization, 2019, arXiv 1711.05101.",
        ],
        [
            Rate("1e-3"), Beta1, Beta2, Eps,
            new("double", "weight_decay", "1e-2", "Decoupled weight decay of matrices, embeddings, heads and convolutions."), new("double", "vector_weight_decay", "0", "Decoupled weight decay of vectors and scalars."),
            new("bool", "amsgrad", "false", "Whether the largest second moment so far is used."), Maximize,
        ]);

    /// <summary>SinkGD.</summary>
    public static OptimizerSignature SinkGD { get; } = new(
        "A SinkGD optimizer",
        "MNGD",
        $"{Factory("MultiNormalization")}.SinkGD({{0}}, {{1}})",
        role => IsHidden(role) ? "rows and columns normalized in turn" : "AdamW",
        [
            "Matrices and convolutions: the rows of the gradient, then its columns, to root mean square 1, and again; no state. All others: AdamW.",
            "Scetbon et al., Gradient Multi-Normalization for Stateless and Scalable LLM Training, 2025, arXiv 2502.06742.",
        ],
        [Rate("0.02"), new("int", "passes", "5", "How often rows and columns are normalized."), MatrixRate, Decay, Beta1, Beta2, Eps, Maximize]);

    /// <summary>Multi-normalized gradient descent.</summary>
    public static OptimizerSignature Mngd { get; } = new(
        "A multi-normalized gradient descent",
        "MNGD",
        $"{Factory("MultiNormalization")}.MNGD({{0}}, {{1}})",
        role => IsHidden(role) ? "gradient normalized by each norm in turn" : "AdamW",
        [
            "Matrices and convolutions: the gradient normalized by each of the norms in turn, and again; no state. All others: AdamW.",
            "Scetbon et al., Gradient Multi-Normalization for Stateless and Scalable LLM Training, 2025, arXiv 2502.06742.",
        ],
        [
            Rate("0.02"), new($"global::System.Collections.Generic.IReadOnlyList<{Namespace}.GradientNorm>?", "norms", "null", "The norms, in order; null for rows, then columns."),
            new("int", "passes", "5", "How often the list of norms is gone through."), MatrixRate, Decay, Beta1, Beta2, Eps, Maximize,
        ]);

    private static OptimizerArgument MatrixRate => new("double", "matrix_lr_scale", "0.05", "The learning rate of matrices and convolutions as a multiple of the others'.");

    private static OptimizerArgument Rate(string normal) => new("double", "lr", normal, "Learning rate.");

    private static string Factory(string name) => $"global::NormGen.Torch{name}Extensions";

    private static bool IsHidden(Role role) => role is Role.Matrix or Role.Convolution;

    private static bool IsSmall(Role role) => role is Role.Vector or Role.Scalar;
}
