using System.Collections.Immutable;
using NormGen.CodeModel.Roles;

namespace NormGen.Generators.Optimizers;

/// <summary>The signatures of all optimizers: defaults and order of arguments are those of their classes.</summary>
public static class OptimizerSignatures
{
    private const string Namespace = OptimizerModelNames.Namespace;
    private static readonly OptimizerArgument Beta1 = new("double", "beta1", "0.9", "Decay of the first moment."), Beta2 = new("double", "beta2", "0.999", "Decay of the second moment."), Eps = new("double", "eps", "1e-8", "Added to the bias-corrected root.");
    private static readonly OptimizerArgument Decay = new("double", "weight_decay", "0", "Decoupled weight decay, of every role."), Maximize = new("bool", "maximize", "false", "Whether to go up the gradient."), Half = new($"{Namespace}.HalfUpdate", "half", "default", "How parameters of bfloat16 and float16 are kept and rounded.");

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
            new("double", "beta1", "0.9", "Decay of the vectors' first moment."), new("double", "beta2", "0.999", "Decay of the vectors' second moment."), new("double", "eps", "1e-8", "Added to the root of the vectors' second moment."), Maximize, Half,
        ]);

    /// <summary>AdamW.</summary>
    public static OptimizerSignature AdamW { get; } = new(
        "A fused AdamW optimizer",
        "FusedAdamW",
        $"new {Namespace}.FusedAdamW({Namespace}.RoleGroups.AdamW({{0}}, vector_weight_decay), lr, beta1, beta2, eps, weight_decay, amsgrad, maximize, half)",
        role => IsSmall(role) ? "AdamW, vector_weight_decay" : "AdamW, weight_decay",
        [
            "Matrices, embeddings, heads and convolutions decay by <paramref name=\"weight_decay\"/>; vectors and scalars (gains, biases) by <paramref name=\"vector_weight_decay\"/>, which is none.",
            "Loshchilov and Hutter, Decoupled Weight Decay Regularization, 2019, arXiv 1711.05101.",
        ],
        [
            Rate("1e-3"), Beta1, Beta2, Eps,
            new("double", "weight_decay", "1e-2", "Decoupled weight decay of matrices, embeddings, heads and convolutions."), new("double", "vector_weight_decay", "0", "Decoupled weight decay of vectors and scalars."),
            new("bool", "amsgrad", "false", "Whether the largest second moment so far is used."), Maximize, Half,
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
        [Rate("0.02"), new("int", "passes", "5", "How often rows and columns are normalized."), MatrixRate, Decay, Beta1, Beta2, Eps, Maximize, Half]);

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
            new("int", "passes", "5", "How often the list of norms is gone through."), MatrixRate, Decay, Beta1, Beta2, Eps, Maximize, Half,
        ]);

    /// <summary>AdamP.</summary>
    public static OptimizerSignature AdamP { get; } = new(
        "An AdamP optimizer",
        "AdamP",
        $"{Factory("AdamP")}.AdamP({{0}}, {{1}})",
        _ => "AdamP",
        [
            "Adam with decoupled weight decay. Where the table calls a weight scale-invariant, the part of the step along it is left out, in each row, block of rows or as a whole, and it decays by <paramref name=\"wd_ratio\"/> as much.",
            Projected,
        ],
        [
            Rate("1e-3"), Beta1, Beta2, new("double", "eps", "1e-8", "Added to the bias-corrected root, and to norms of weights."), Decay,
            new("double", "delta", "0.1", "The threshold of the test at run time."), Ratio, Nesterov, Maximize, Half, Invariance,
        ]);

    /// <summary>SGDP.</summary>
    public static OptimizerSignature SGDP { get; } = new(
        "An SGDP optimizer",
        "SGDP",
        $"{Factory("SGDP")}.SGDP({{0}}, {{1}})",
        _ => "SGDP",
        [
            "Momentum with decoupled weight decay. Where the table calls a weight scale-invariant, the part of the step along it is left out, in each row, block of rows or as a whole, and it decays by <paramref name=\"wd_ratio\"/> as much.",
            Projected,
        ],
        [
            Rate(null), Momentum, Dampening, new("double", "weight_decay", "0", "Decoupled weight decay, divided by <c>1 - momentum</c>."), Nesterov, new("double", "eps", "1e-8", "Added to norms of weights."),
            new("double", "delta", "0.1", "The threshold of the test at run time."), Ratio, Maximize, Half, Invariance,
        ]);

    /// <summary>SGD with momentum.</summary>
    public static OptimizerSignature SGD { get; } = new(
        "A fused SGD optimizer",
        "FusedSGD",
        $"{Factory("SGD")}.SGD({{0}}, {{1}})",
        _ => "SGD",
        ["Every parameter steps along its momentum buffer; the decay is part of the gradient, as in PyTorch."],
        [Rate(null), Momentum, Dampening, new("double", "weight_decay", "0", "Weight decay, as part of the gradient."), Nesterov, Maximize, Half]);

    /// <summary>Lion.</summary>
    public static OptimizerSignature Lion { get; } = new(
        "A Lion optimizer",
        "Lion",
        $"{Factory("Lion")}.Lion({{0}}, {{1}})",
        _ => "Lion",
        ["Every element moves by the learning rate, in the direction of a running mean of its gradient.", "Chen et al., Symbolic Discovery of Optimization Algorithms, 2023, arXiv 2302.06675."],
        [Rate("1e-4"), new("double", "beta1", "0.9", "The part of the running mean in the step."), new("double", "beta2", "0.99", "Decay of the running mean."), Decay, Maximize, Half]);

    /// <summary>SWAN.</summary>
    public static OptimizerSignature Swan { get; } = new(
        "A SWAN optimizer",
        "SWAN",
        $"{Factory("SWAN")}.SWAN({{0}}, {{1}})",
        role => IsHidden(role) ? "rows standardized, then whitened" : "AdamW",
        [
            "Matrices and convolutions: the rows of the gradient standardized, then all its singular values brought to one size; no state. All others: AdamW.",
            "Ma et al., SWAN: SGD with Normalization and Whitening Enables Stateless LLM Training, 2024, arXiv 2412.13148.",
        ],
        [
            Rate("0.02"), MatrixRate, Decay, new("bool", "center", "true", "Whether the mean of each row of the gradient is taken away."),
            new($"{Namespace}.WhiteningMethod", "method", $"{Namespace}.WhiteningMethod.NewtonSchulz", "How gradients are whitened."), new("int", "iterations", "10", "The number of iterations of Newton and Schulz."),
            new("double", "beta", "0.8", "The factor of the iteration."), new("bool", "rescale", "true", "Whether the whitened gradient gets its Frobenius norm back."), Beta1, Beta2, Eps, Maximize, Half,
        ]);

    /// <summary>Conda.</summary>
    public static OptimizerSignature Conda { get; } = new(
        "A Conda optimizer",
        "Conda",
        $"{Factory("Conda")}.Conda({{0}}, {{1}})",
        role => role == Role.Matrix ? "Adam among singular vectors" : "Adam",
        [
            "Matrices: Adam among the singular vectors of its first moment, found anew every <paramref name=\"update_proj_gap\"/> steps. All others: Adam. The decay comes after the step.",
            "Wang et al., Conda: Column-Normalized Adam for Training Large Language Models Faster, 2025, arXiv 2509.24218.",
        ],
        [
            Rate("1e-3"), Beta1, Beta2, new("double", "eps", "1e-8", "Added to the root of the second moment."), Decay, new("int", "update_proj_gap", "2000", "How many steps a basis is used for."),
            new("double", "scale", "0.25", "The learning rate of matrices as a multiple of the others'."), new("bool", "correct_bias", "true", "Whether the rate has Adam's bias correction."), Maximize, Half,
        ]);

    /// <summary>Stable-SPAM.</summary>
    public static OptimizerSignature StableSpam { get; } = new(
        "A Stable-SPAM optimizer",
        "StableSPAM",
        $"{Factory("StableSPAM")}.StableSPAM({{0}}, {{1}})",
        _ => "Stable-SPAM",
        [
            "Every parameter: elements above a running maximum are clipped, the gradient's norm is replaced by a smoothed one, then Adam, whose moments are reset now and then.",
            "Huang et al., Stable-SPAM: How to Train in 4-Bit More Stably than 16-Bit Adam, 2025, arXiv 2502.17055.",
        ],
        [
            Rate("1e-3"), Beta1, Beta2, new("double", "eps", "1e-8", "Added to bias-corrected roots."), Decay, new("bool", "amsgrad", "false", "Whether the largest second moment so far is used."),
            new("double", "gamma1", "0.7", "Decay of the mean of gradient norms; -1 for <paramref name=\"beta1\"/>."), new("double", "gamma2", "0.9", "Decay of the mean of squared gradient norms."),
            new("double", "gamma3", "0.999", "Decay of the largest element that clipping goes by."), new("int", "total_T", "0", "The steps of the cosine of <paramref name=\"gamma1\"/> and <paramref name=\"beta1\"/>; 0 for none."),
            new("double", "eta_min", "0.5", "What the cosine falls to."), new("int", "update_proj_gap", "1000", "The steps between two resets of the moments; 0 for none."),
            new($"{Namespace}.ResetMode", "reset_mode", $"{Namespace}.ResetMode.Clean", "What happens at a reset."), Maximize, Half,
        ]);

    /// <summary>Muon.</summary>
    public static OptimizerSignature Muon { get; } = new(
        "A Muon optimizer",
        "Muon",
        $"{Factory("Muon")}.Muon({{0}}, {{1}})",
        role => IsHidden(role) ? "momentum, orthogonalized" : "AdamW",
        [
            "Matrices and convolutions: a running mean of the gradient, all its singular values brought to about one size. All others: AdamW at the rate <paramref name=\"adam_lr\"/>.",
            "Jordan et al., Muon: An optimizer for hidden layers in neural networks, 2024, github.com/KellerJordan/Muon.",
        ],
        [
            new("double", "lr", "0.02", "Learning rate of matrices and convolutions."), Decay, new("double", "momentum", "0.95", "Decay of the running mean of matrices and convolutions."), new("bool", "nesterov", "true", "Whether their step looks ahead, by Nesterov's momentum."),
            new("int", "ns_steps", "5", "The number of iterations."), new($"{Namespace}.MuonAdjustment", "adjust_lr_fn", $"{Namespace}.MuonAdjustment.Original", "How the rate goes by the shape of a matrix."),
            new("double?", "adam_lr", "3e-4", "Learning rate of the other roles; null for <paramref name=\"lr\"/>. Schedules act on it in proportion."),
            new("double", "beta1", "0.9", "Decay of the other roles' first moment."), new("double", "beta2", "0.95", "Decay of the other roles' second moment."), new("double", "eps", "1e-10", "Added to the other roles' bias-corrected root."), Maximize, Half,
        ]);

    /// <summary>Adafactor.</summary>
    public static OptimizerSignature Adafactor { get; } = new(
        "An Adafactor optimizer",
        "Adafactor",
        $"{Factory("Adafactor")}.Adafactor({{0}}, {{1}})",
        role => IsSmall(role) ? "Adafactor" : "Adafactor, by rows and columns",
        [
            "Two dimensions and more: the second moment as one number a row and one a column. Vectors and scalars: one an element. Steps are relative to the size of the parameter.",
            "Shazeer and Stern, Adafactor: Adaptive Learning Rates with Sublinear Memory Cost, 2018, arXiv 1804.04235.",
        ],
        [
            new("double", "lr", "0.01", "The largest step relative to the size of the parameter."), new("double", "beta2_decay", "-0.8", "The exponent of the weight of a gradient in the second moment."),
            new("double?", "eps1", "null", "The smallest root of a second moment that the gradient is divided by; null for that of the parameter's type."), new("double", "eps2", "1e-3", "The smallest size of a parameter that steps are relative to."),
            new("double", "d", "1", "The largest root mean square of an update."), Decay, Maximize, Half,
        ]);

    /// <summary>GradNormLoRP.</summary>
    public static OptimizerSignature GradNormLoRP { get; } = new(
        "A GradNormLoRP optimizer",
        "GradNormLoRP",
        $"{Factory("GradNormLoRP")}.GradNormLoRP({{0}}, {{1}})",
        role => role == Role.Matrix ? "Adam of direction and magnitude, in few directions" : "AdamW",
        [
            "Matrices above the rank: split into the direction and the magnitude of each row; the direction's gradient is projected to <paramref name=\"rank\"/> singular vectors, where Adam's moments live. All others: AdamW.",
            "Huang et al., Gradient Weight-Normalized Low-Rank Projection for Efficient LLM Training, 2024, arXiv 2412.19616.",
        ],
        [
            Rate("1e-3"), new("int", "rank", "0", "To how many directions gradients are projected; 0 for no projection."), new("int", "update_proj_gap", "200", "How many steps the directions are used for."),
            new("double", "scale", "1", "The rate of projected steps as a multiple."), new($"{Namespace}.ProjectionSide", "proj_type", $"{Namespace}.ProjectionSide.Std", "Which side is projected."), Beta1, Beta2,
            new("double", "eps", "1e-6", "Added to roots of second moments."), Decay, new("bool", "correct_bias", "true", "Whether the rate has Adam's bias correction."),
            new($"{Namespace}.WeightNormForm", "weight_norm", $"{Namespace}.WeightNormForm.Persistent", "How weights are split into direction and magnitude."),
            new("bool", "all_roles", "false", "Whether every parameter of one or two dimensions has the rule of matrices."), Maximize, Half,
        ]);

    private const string Projected = "Heo et al., AdamP: Slowing Down the Slowdown for Momentum Optimizers on Scale-invariant Weights, 2020, arXiv 2006.08217.";

    /// <summary>The arguments of every optimizer, behind its own.</summary>
    public static ImmutableArray<OptimizerArgument> Behavior { get; } =
    [
        new("bool", "update_in_backward", "false", "Whether parameters are updated inside backward, each as soon as its gradient is complete, so that no more than one gradient lives at a time. Tied and reused parameters, accumulated and clipped gradients do not fit."),
        new($"{Namespace}.NonFiniteGradients", "non_finite", $"{Namespace}.NonFiniteGradients.Propagate", "What a step does with gradients that are not finite."),
    ];

    /// <summary>The signature of an optimizer.</summary>
    public static OptimizerSignature Of(OptimizerChoice choice) => choice switch
    {
        OptimizerChoice.Scale => Scale,
        OptimizerChoice.SinkGD => SinkGD,
        OptimizerChoice.Mngd => Mngd,
        OptimizerChoice.AdamP => AdamP,
        OptimizerChoice.SGDP => SGDP,
        OptimizerChoice.SGD => SGD,
        OptimizerChoice.Lion => Lion,
        OptimizerChoice.Swan => Swan,
        OptimizerChoice.Conda => Conda,
        OptimizerChoice.StableSpam => StableSpam,
        OptimizerChoice.Muon => Muon,
        OptimizerChoice.Adafactor => Adafactor,
        OptimizerChoice.GradNormLoRP => GradNormLoRP,
        _ => AdamW,
    };

    private static OptimizerArgument Ratio => new("double", "wd_ratio", "0.1", "The decay of scale-invariant weights, as a multiple of <paramref name=\"weight_decay\"/>.");

    private static OptimizerArgument Momentum => new("double", "momentum", "0", "What is left of the buffer after a step.");

    private static OptimizerArgument Dampening => new("double", "dampening", "0", "The part of the gradient that does not enter the buffer.");

    private static OptimizerArgument Nesterov => new("bool", "nesterov", "false", "Whether the step looks ahead, by Nesterov's momentum.");

    private static OptimizerArgument Invariance => new($"{Namespace}.InvarianceMode", OptimizerSignature.InvarianceArgument, $"{Namespace}.InvarianceMode.Static", "Whether the table says which weights are scale-invariant, or a test at every step.");

    private static OptimizerArgument MatrixRate => new("double", "matrix_lr_scale", "0.05", "The learning rate of matrices and convolutions as a multiple of the others'.");

    private static OptimizerArgument Rate(string? normal) => new("double", "lr", normal, "Learning rate.");

    private static string Factory(string name) => $"global::NormGen.Torch{name}Extensions";

    private static bool IsHidden(Role role) => role is Role.Matrix or Role.Convolution;

    private static bool IsSmall(Role role) => role is Role.Vector or Role.Scalar;
}
