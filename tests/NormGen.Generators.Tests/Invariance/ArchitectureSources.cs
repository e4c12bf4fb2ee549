namespace NormGen.Generators.Tests.Invariance;

/// <summary>The networks of the golden data that are no chain of steps.</summary>
internal static class ArchitectureSources
{
    private const string Linear = "readonly Linear linear = Linear(8, 8, hasBias: false); ";

    private const string Gated = "readonly Linear gate = Linear(8, 16, hasBias: false), up = Linear(8, 16, hasBias: false), down = Linear(16, 8, hasBias: false); readonly RMSNorm norm = torch.nn.RMSNorm(8);";

    private const string Projections = "readonly Linear q = Linear(8, 8, hasBias: false), k = Linear(8, 8, hasBias: false), v = Linear(8, 8, hasBias: false), o = Linear(8, 8, hasBias: false); ";

    private const string Heads = "var (batch, length) = (x.size(0), x.size(1)); Tensor Split(Linear map) => map.call(x).view(batch, length, 2, 4).transpose(1, 2); ";

    /// <summary>The classes by description.</summary>
    public static IReadOnlyDictionary<string, Architecture> All { get; } = new Dictionary<string, Architecture>
    {
        ["x + linear(no bias) -> LN (post-LN residual)"] = Of(Linear + "readonly LayerNorm norm = LayerNorm(8);", "return norm.call(x + linear.call(x));", ("W", "linear")),
        ["x + LN(linear(no bias)) (peri-LN output norm)"] = Of(Linear + "readonly LayerNorm norm = LayerNorm(8);", "return x + norm.call(linear.call(x));", ("W", "linear")),
        ["LN(x) -> linear (pre-LN consumer)"] = Of(Linear + "readonly LayerNorm norm = LayerNorm(8);", "return linear.call(norm.call(x));", ("W", "linear")),
        ["SwiGLU: down(silu(gate)*up) -> RMSNorm"] = Of(Gated, "return norm.call(down.call(F.silu(gate.call(x)) * up.call(x)));", ("gate", "gate"), ("up", "up"), ("down", "down")),
        ["ReGLU: down(relu(gate)*up) -> RMSNorm"] = Of(Gated, "return norm.call(down.call(F.relu(gate.call(x)) * up.call(x)));", ("gate", "gate"), ("up", "up"), ("down", "down")),
        ["attention, QK-RMSNorm per head, no output norm"] = Of(
            Projections + "readonly RMSNorm qNorm = torch.nn.RMSNorm(4), kNorm = torch.nn.RMSNorm(4);",
            Heads + "var scores = torch.matmul(qNorm.call(Split(q)), kNorm.call(Split(k)).transpose(-2, -1)) * 0.5; return o.call(torch.matmul(F.softmax(scores, -1), Split(v)).transpose(1, 2).reshape(batch, length, 8));",
            ("q", "q"), ("k", "k"), ("v", "v"), ("o", "o")),
        ["attention, no QK-norm, output RMSNorm (peri-LN)"] = Of(
            Projections + "readonly RMSNorm norm = torch.nn.RMSNorm(8);",
            Heads + "return x + norm.call(o.call(F.scaled_dot_product_attention(Split(q), Split(k), Split(v)).transpose(1, 2).reshape(batch, length, 8)));",
            ("q", "q"), ("k", "k"), ("v", "v"), ("o", "o")),
        ["embedding + position -> LN"] = Of("readonly Embedding table = Embedding(8, 8), position = Embedding(8, 8); readonly LayerNorm norm = LayerNorm(8);", "return norm.call(table.call(x) + position.call(torch.arange(x.size(1))));", ("E", "table")),
        ["normalize(x) @ normalize(W rows)"] = Of(Linear, "return torch.matmul(F.normalize(x, dim: -1), F.normalize(linear.weight!, dim: -1).t());", ("W", "linear")),
        ["linear(no bias)->LN, weight also used without norm"] = Of(Linear + "readonly LayerNorm norm = LayerNorm(8);", "return norm.call(linear.call(x)) + F.linear(x, linear.weight!);", ("W", "linear")),
        ["concat(linear, other)->LN"] = Of(Linear + "readonly LayerNorm norm = LayerNorm(16);", "var rows = x.view(-1, 8); return norm.call(torch.cat([linear.call(rows), rows], 1));", ("W", "linear")),
        ["concat(linear, other)->BN"] = Of(Linear + "readonly BatchNorm1d norm = BatchNorm1d(16);", "var rows = x.view(-1, 8); return norm.call(torch.cat([linear.call(rows), rows], 1));", ("W", "linear")),
    };

    private static Architecture Of(string fields, string forward, params (string Name, string Module)[] weights)
        => new(InvarianceOf.Class(fields, forward), weights.ToDictionary(weight => weight.Name, weight => weight.Module + ".weight"));
}
