using NormGen.Modules;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen.Tests.Placement;

/// <summary>Blocks whose sublayers open and close with operations that joints compute: a bias, activations, dropout, norms, and with operands of the block's own on their branches.</summary>
internal interface IEndedBlock
{
    Linear Mixer { get; }

    Sequential Mlp { get; }

    Sequential Gate { get; }

    Sequential Last { get; }

    Dropout Residual { get; }

    Parameter Gamma { get; }
}

/// <summary>In Pre-LN, fused.</summary>
[PreLN(Norm = typeof(RMSNorm), Eps = 1e-6), ScaledResidual(0.5)]
internal sealed partial class EndedPreLN : nn.Module<Tensor, Tensor>, IEndedBlock
{
    [Sublayer(Dropout = nameof(residual), Scale = nameof(gamma))] private readonly Linear mixer;
    [Sublayer(Dropout = nameof(residual))] private readonly Sequential mlp;
    [Sublayer] private readonly Sequential gate;
    [Sublayer(Scale = nameof(gamma))] private readonly Sequential last;
    private readonly Dropout residual;
    private readonly Parameter gamma;

    public EndedPreLN(long width, double p) : base(nameof(EndedPreLN))
    {
        mixer = nn.Linear(width, width);
        mlp = nn.Sequential(("open", new RMSNorm(width, eps: 1e-5)), ("up", nn.Linear(width, 2 * width)), ("act", nn.GELU()), ("down", nn.Linear(2 * width, width)), ("drop", nn.Dropout(p)));
        gate = nn.Sequential(nn.Linear(width, width, hasBias: false), nn.SiLU());
        last = nn.Sequential(new FusedLayerNorm(width), new RMSNorm(width), nn.Linear(width, width), nn.Tanh(), new FusedLayerNorm(width, eps: 1e-4));
        residual = nn.Dropout(p);
        gamma = nn.Parameter(linspace(0.5, 1.5, width));
        InitializeNorms(width);
        RegisterComponents();
    }

    public Linear Mixer => mixer;

    public Sequential Mlp => mlp;

    public Sequential Gate => gate;

    public Sequential Last => last;

    public Dropout Residual => residual;

    public Parameter Gamma => gamma;

    public override partial Tensor forward(Tensor x);
}

/// <summary>In Pre-LN, composed.</summary>
[PreLN(Norm = typeof(RMSNorm), Eps = 1e-6, Fuse = false), ScaledResidual(0.5)]
internal sealed partial class ComposedPreLN : nn.Module<Tensor, Tensor>, IEndedBlock
{
    [Sublayer(Dropout = nameof(residual), Scale = nameof(gamma))] private readonly Linear mixer;
    [Sublayer(Dropout = nameof(residual))] private readonly Sequential mlp;
    [Sublayer] private readonly Sequential gate;
    [Sublayer(Scale = nameof(gamma))] private readonly Sequential last;
    private readonly Dropout residual;
    private readonly Parameter gamma;

    public ComposedPreLN(long width, double p) : base(nameof(ComposedPreLN))
    {
        mixer = nn.Linear(width, width);
        mlp = nn.Sequential(("open", new RMSNorm(width, eps: 1e-5)), ("up", nn.Linear(width, 2 * width)), ("act", nn.GELU()), ("down", nn.Linear(2 * width, width)), ("drop", nn.Dropout(p)));
        gate = nn.Sequential(nn.Linear(width, width, hasBias: false), nn.SiLU());
        last = nn.Sequential(new FusedLayerNorm(width), new RMSNorm(width), nn.Linear(width, width), nn.Tanh(), new FusedLayerNorm(width, eps: 1e-4));
        residual = nn.Dropout(p);
        gamma = nn.Parameter(linspace(0.5, 1.5, width));
        InitializeNorms(width);
        RegisterComponents();
    }

    public Linear Mixer => mixer;

    public Sequential Mlp => mlp;

    public Sequential Gate => gate;

    public Sequential Last => last;

    public Dropout Residual => residual;

    public Parameter Gamma => gamma;

    public override partial Tensor forward(Tensor x);
}

/// <summary>In Post-LN, fused.</summary>
[PostLN(Norm = typeof(FusedLayerNorm), Eps = 1e-6), ScaledResidual(0.5)]
internal sealed partial class EndedPostLN : nn.Module<Tensor, Tensor>, IEndedBlock
{
    [Sublayer(Dropout = nameof(residual), Scale = nameof(gamma))] private readonly Linear mixer;
    [Sublayer(Dropout = nameof(residual))] private readonly Sequential mlp;
    [Sublayer] private readonly Sequential gate;
    [Sublayer(Scale = nameof(gamma))] private readonly Sequential last;
    private readonly Dropout residual;
    private readonly Parameter gamma;

    public EndedPostLN(long width, double p) : base(nameof(EndedPostLN))
    {
        mixer = nn.Linear(width, width);
        mlp = nn.Sequential(("open", new RMSNorm(width, eps: 1e-5)), ("up", nn.Linear(width, 2 * width)), ("act", nn.GELU()), ("down", nn.Linear(2 * width, width)), ("drop", nn.Dropout(p)));
        gate = nn.Sequential(nn.Linear(width, width, hasBias: false), nn.SiLU());
        last = nn.Sequential(new FusedLayerNorm(width), new RMSNorm(width), nn.Linear(width, width), nn.Tanh(), new FusedLayerNorm(width, eps: 1e-4));
        residual = nn.Dropout(p);
        gamma = nn.Parameter(linspace(0.5, 1.5, width));
        InitializeNorms(width);
        RegisterComponents();
    }

    public Linear Mixer => mixer;

    public Sequential Mlp => mlp;

    public Sequential Gate => gate;

    public Sequential Last => last;

    public Dropout Residual => residual;

    public Parameter Gamma => gamma;

    public override partial Tensor forward(Tensor x);
}

/// <summary>In Post-LN, composed.</summary>
[PostLN(Norm = typeof(FusedLayerNorm), Eps = 1e-6, Fuse = false), ScaledResidual(0.5)]
internal sealed partial class ComposedPostLN : nn.Module<Tensor, Tensor>, IEndedBlock
{
    [Sublayer(Dropout = nameof(residual), Scale = nameof(gamma))] private readonly Linear mixer;
    [Sublayer(Dropout = nameof(residual))] private readonly Sequential mlp;
    [Sublayer] private readonly Sequential gate;
    [Sublayer(Scale = nameof(gamma))] private readonly Sequential last;
    private readonly Dropout residual;
    private readonly Parameter gamma;

    public ComposedPostLN(long width, double p) : base(nameof(ComposedPostLN))
    {
        mixer = nn.Linear(width, width);
        mlp = nn.Sequential(("open", new RMSNorm(width, eps: 1e-5)), ("up", nn.Linear(width, 2 * width)), ("act", nn.GELU()), ("down", nn.Linear(2 * width, width)), ("drop", nn.Dropout(p)));
        gate = nn.Sequential(nn.Linear(width, width, hasBias: false), nn.SiLU());
        last = nn.Sequential(new FusedLayerNorm(width), new RMSNorm(width), nn.Linear(width, width), nn.Tanh(), new FusedLayerNorm(width, eps: 1e-4));
        residual = nn.Dropout(p);
        gamma = nn.Parameter(linspace(0.5, 1.5, width));
        InitializeNorms(width);
        RegisterComponents();
    }

    public Linear Mixer => mixer;

    public Sequential Mlp => mlp;

    public Sequential Gate => gate;

    public Sequential Last => last;

    public Dropout Residual => residual;

    public Parameter Gamma => gamma;

    public override partial Tensor forward(Tensor x);
}

/// <summary>In Peri-LN, fused.</summary>
[PeriLN(Norm = typeof(RMSNorm), Eps = 1e-6), ScaledResidual(0.5)]
internal sealed partial class EndedPeriLN : nn.Module<Tensor, Tensor>, IEndedBlock
{
    [Sublayer(Dropout = nameof(residual), Scale = nameof(gamma))] private readonly Linear mixer;
    [Sublayer(Dropout = nameof(residual))] private readonly Sequential mlp;
    [Sublayer] private readonly Sequential gate;
    [Sublayer(Scale = nameof(gamma))] private readonly Sequential last;
    private readonly Dropout residual;
    private readonly Parameter gamma;

    public EndedPeriLN(long width, double p) : base(nameof(EndedPeriLN))
    {
        mixer = nn.Linear(width, width);
        mlp = nn.Sequential(("open", new RMSNorm(width, eps: 1e-5)), ("up", nn.Linear(width, 2 * width)), ("act", nn.GELU()), ("down", nn.Linear(2 * width, width)), ("drop", nn.Dropout(p)));
        gate = nn.Sequential(nn.Linear(width, width, hasBias: false), nn.SiLU());
        last = nn.Sequential(new FusedLayerNorm(width), new RMSNorm(width), nn.Linear(width, width), nn.Tanh(), new FusedLayerNorm(width, eps: 1e-4));
        residual = nn.Dropout(p);
        gamma = nn.Parameter(linspace(0.5, 1.5, width));
        InitializeNorms(width);
        RegisterComponents();
    }

    public Linear Mixer => mixer;

    public Sequential Mlp => mlp;

    public Sequential Gate => gate;

    public Sequential Last => last;

    public Dropout Residual => residual;

    public Parameter Gamma => gamma;

    public override partial Tensor forward(Tensor x);
}

/// <summary>In Peri-LN, composed.</summary>
[PeriLN(Norm = typeof(RMSNorm), Eps = 1e-6, Fuse = false), ScaledResidual(0.5)]
internal sealed partial class ComposedPeriLN : nn.Module<Tensor, Tensor>, IEndedBlock
{
    [Sublayer(Dropout = nameof(residual), Scale = nameof(gamma))] private readonly Linear mixer;
    [Sublayer(Dropout = nameof(residual))] private readonly Sequential mlp;
    [Sublayer] private readonly Sequential gate;
    [Sublayer(Scale = nameof(gamma))] private readonly Sequential last;
    private readonly Dropout residual;
    private readonly Parameter gamma;

    public ComposedPeriLN(long width, double p) : base(nameof(ComposedPeriLN))
    {
        mixer = nn.Linear(width, width);
        mlp = nn.Sequential(("open", new RMSNorm(width, eps: 1e-5)), ("up", nn.Linear(width, 2 * width)), ("act", nn.GELU()), ("down", nn.Linear(2 * width, width)), ("drop", nn.Dropout(p)));
        gate = nn.Sequential(nn.Linear(width, width, hasBias: false), nn.SiLU());
        last = nn.Sequential(new FusedLayerNorm(width), new RMSNorm(width), nn.Linear(width, width), nn.Tanh(), new FusedLayerNorm(width, eps: 1e-4));
        residual = nn.Dropout(p);
        gamma = nn.Parameter(linspace(0.5, 1.5, width));
        InitializeNorms(width);
        RegisterComponents();
    }

    public Linear Mixer => mixer;

    public Sequential Mlp => mlp;

    public Sequential Gate => gate;

    public Sequential Last => last;

    public Dropout Residual => residual;

    public Parameter Gamma => gamma;

    public override partial Tensor forward(Tensor x);
}
