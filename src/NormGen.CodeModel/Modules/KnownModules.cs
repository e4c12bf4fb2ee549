using Microsoft.CodeAnalysis;

namespace NormGen.CodeModel.Modules;

/// <summary>The module classes of TorchSharp by name, and what each is. A name that is missing here is unknown.</summary>
public static class KnownModules
{
    private static readonly Dictionary<string, ModuleKind> Kinds = Build();

    /// <summary>Whether the type is declared by TorchSharp itself.</summary>
    public static bool IsTorchSharp(ITypeSymbol type) => type.ContainingAssembly?.Name == "TorchSharp";

    /// <summary>Whether the type is <c>torch.nn.Module</c> or derives from it.</summary>
    public static bool IsModule(ITypeSymbol? type)
    {
        for (; type is not null; type = type.BaseType)
        {
            if (IsModuleBase(type)) return true;
        }

        return false;
    }

    /// <summary>Whether the type is <c>torch.nn.Module</c> itself or one of its generic forms.</summary>
    public static bool IsModuleBase(ITypeSymbol type)
        => type.Name is "Module" or "HookableModule" && type.ContainingType is { Name: "nn", ContainingType.Name: "torch" } && IsTorchSharp(type);

    /// <summary>Whether the type is <c>Parameter</c>.</summary>
    public static bool IsParameter(ITypeSymbol? type) => type is { Name: "Parameter", ContainingNamespace.Name: "Modules" } && IsTorchSharp(type);

    /// <summary>Whether the type is <c>torch.Tensor</c> or <c>Parameter</c>.</summary>
    public static bool IsTensor(ITypeSymbol? type) => IsParameter(type) || type is { Name: "Tensor", ContainingType.Name: "torch" } && IsTorchSharp(type);

    /// <summary>The kind of a class of TorchSharp; <see cref="ModuleKind.Unknown"/> for any other.</summary>
    public static ModuleKind KindOf(ITypeSymbol type)
        => IsTorchSharp(type) && type.ContainingNamespace?.Name == "Modules" && Kinds.TryGetValue(type.Name, out var kind) ? kind : ModuleKind.Unknown;

    /// <summary>The number of spatial dimensions in the name of a convolution, norm or pooling (<c>Conv2d</c>: 2), or 0.</summary>
    public static int SpatialDimensions(ITypeSymbol type)
        => type.Name is { Length: > 2 } name && name[name.Length - 1] == 'd' && char.IsDigit(name[name.Length - 2]) ? name[name.Length - 2] - '0' : 0;

    private static Dictionary<string, ModuleKind> Build()
    {
        var kinds = new Dictionary<string, ModuleKind>();
        Add(ModuleKind.Linear, "Linear");
        Add(ModuleKind.Bilinear, "Bilinear");
        Add(ModuleKind.Embedding, "Embedding");
        Add(ModuleKind.EmbeddingBag, "EmbeddingBag");
        Add(ModuleKind.Convolution, "Conv1d Conv2d Conv3d");
        Add(ModuleKind.TransposedConvolution, "ConvTranspose1d ConvTranspose2d ConvTranspose3d");
        Add(ModuleKind.LayerNorm, "LayerNorm");
        Add(ModuleKind.GroupNorm, "GroupNorm");
        Add(ModuleKind.BatchNorm, "BatchNorm1d BatchNorm2d BatchNorm3d");
        Add(ModuleKind.InstanceNorm, "InstanceNorm1d InstanceNorm2d InstanceNorm3d");
        Add(ModuleKind.List, "ModuleList ModuleDict");
        Add(ModuleKind.Sequential, "Sequential");
        Add(ModuleKind.ParameterList, "ParameterList ParameterDict");
        Add(ModuleKind.PRelu, "PReLU");
        Add(ModuleKind.Homogeneous, "Identity Dropout Dropout1d Dropout2d Dropout3d ReLU LeakyReLU RReLU");
        Add(ModuleKind.Pooling, "AdaptiveAvgPool1d AdaptiveAvgPool2d AdaptiveAvgPool3d AdaptiveMaxPool1d AdaptiveMaxPool2d AdaptiveMaxPool3d AvgPool1d AvgPool2d AvgPool3d FractionalMaxPool2d FractionalMaxPool3d MaxPool1d MaxPool2d MaxPool3d Upsample ZeroPad2d ReflectionPad1d ReflectionPad2d ReflectionPad3d ReplicationPad1d ReplicationPad2d ReplicationPad3d");
        Add(ModuleKind.Reshaping, "Flatten Unflatten PixelShuffle PixelUnshuffle ChannelShuffle Fold Unfold");
        Add(ModuleKind.Nonlinear, "AlphaDropout FeatureAlphaDropout CELU ConstantPad1d ConstantPad2d ConstantPad3d CosineSimilarity ELU GELU GLU Hardshrink Hardsigmoid Hardswish Hardtanh LocalResponseNorm LogSigmoid LogSoftmax LPPool1d LPPool2d MaxUnpool1d MaxUnpool2d MaxUnpool3d Mish PairwiseDistance ReLU6 SELU Sigmoid SiLU Softmax Softmax2d Softmin Softplus Softshrink Softsign Tanh Tanhshrink Threshold "
            + "BCELoss BCEWithLogitsLoss CosineEmbeddingLoss CrossEntropyLoss CTCLoss GaussianNLLLoss HingeEmbeddingLoss HuberLoss KLDivLoss L1Loss MarginRankingLoss MSELoss MultiLabelMarginLoss MultiLabelSoftMarginLoss MultiMarginLoss NLLLoss PoissonNLLLoss SmoothL1Loss SoftMarginLoss TripletMarginLoss TripletMarginWithDistanceLoss");
        Add(ModuleKind.Composite, "GRU GRUCell LSTM LSTMCell RNN RNNCell MultiheadAttention Transformer TransformerDecoder TransformerDecoderLayer TransformerEncoder TransformerEncoderLayer");
        return kinds;

        void Add(ModuleKind kind, string names)
        {
            foreach (var name in names.Split([' '], StringSplitOptions.RemoveEmptyEntries)) kinds[name] = kind;
        }
    }
}
