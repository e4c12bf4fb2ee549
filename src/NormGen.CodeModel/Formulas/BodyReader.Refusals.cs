using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NormGen.CodeModel.Formulas;

/// <content>Operations of TorchSharp that are no primitives: why not, and what to write instead where there is something.</content>
internal sealed partial class BodyReader
{
    private const string NoForm = "it has no form in a kernel";
    private const string OtherElementType = "a kernel computes in the type of its tensors";
    private const string WritesIntoOperand = "it writes into its operand; a formula only computes";
    private const string NoTrigonometry = "kernels compute no trigonometric functions";
    private const string ReadsBack = "it reads a number back out of a tensor, in the middle of the kernel";
    private const string MakesTensors = "a kernel makes no tensors of its own";
    private const string JoinsTensors = "a kernel neither cuts tensors apart nor joins them";
    private const string ShuffledNumbers = "a kernel takes numbers where they lie";
    private const string Ordered = "a kernel does not put numbers in order";
    private const string FromTorchsGenerator = "random numbers of a kernel follow from a seed and the place, so that backward draws them again";
    private const string ProductOfMatrices = "a kernel computes no products of matrices";
    private const string NearZero = "kernels have no function of its own precision near 0";
    private const string HardTanhIsIdentity = "TorchSharp 0.107 returns its input as it is";
    private const string OtherDevice = "a kernel computes on the device of its tensors";

    private static readonly Dictionary<string, (string Reason, string Rewrite)> Refusals = new()
    {
        ["expm1"] = (NearZero, "x.exp() - 1"),
        ["log1p"] = (NearZero, "(1 + x).log()"),
        ["float_power"] = ("it computes in float64, whatever the type of the tensors is", "x.pow(2)"),
        ["floor_divide"] = ("a rounding division has no form in a kernel", "(a / b).floor()"),
        ["fmod"] = ("the remainder of a division has no form in a kernel", "a - (a / b).trunc() * b"),
        ["remainder"] = ("the remainder of a division has no form in a kernel", "a - (a / b).floor() * b"),
        ["sinh"] = (NoForm, "(x.exp() - (-x).exp()) / 2"),
        ["cosh"] = (NoForm, "(x.exp() + (-x).exp()) / 2"),
        ["asinh"] = (NoForm, "x.sign() * (x.abs() + (x.square() + 1).sqrt()).log()"),
        ["arcsinh"] = (NoForm, "x.sign() * (x.abs() + (x.square() + 1).sqrt()).log()"),
        ["acosh"] = (NoForm, "(x + (x.square() - 1).sqrt()).log()"),
        ["arccosh"] = (NoForm, "(x + (x.square() - 1).sqrt()).log()"),
        ["atanh"] = (NoForm, "((1 + x) / (1 - x)).log() / 2"),
        ["arctanh"] = (NoForm, "((1 + x) / (1 - x)).log() / 2"),
        ["sin"] = (NoTrigonometry, ""),
        ["cos"] = (NoTrigonometry, ""),
        ["tan"] = (NoTrigonometry, ""),
        ["asin"] = (NoTrigonometry, ""),
        ["acos"] = (NoTrigonometry, ""),
        ["atan"] = (NoTrigonometry, ""),
        ["atan2"] = (NoTrigonometry, ""),
        ["erfc"] = (NoForm, "1 - x.erf()"),
        ["logit"] = (NoForm, "(x / (1 - x)).log()"),
        ["hypot"] = (NoForm, "(a.square() + b.square()).sqrt()"),
        ["xlogy"] = (NoForm, "torch.where(a == 0, 0.0, a * b.log())"),
        ["entr"] = (NoForm, "torch.where(x == 0, 0.0, -x * x.log())"),
        ["copysign"] = (NoForm, "torch.where(b < 0, -a.abs(), a.abs())"),
        ["heaviside"] = (NoForm, "torch.where(a == 0, b, (a > 0).to(a.dtype))"),
        ["signbit"] = (NoForm, "x < 0"),
        ["deg2rad"] = (NoForm, "x * (Math.PI / 180)"),
        ["rad2deg"] = (NoForm, "x * (180 / Math.PI)"),
        ["nan_to_num"] = ("what infinity becomes depends on the element type", "torch.where(x.isnan(), 0.0, x)"),
        ["hardtanh"] = (HardTanhIsIdentity, "x.clamp(min, max)"),
        ["Hardtanh"] = (HardTanhIsIdentity, "x.clamp(min, max)"),
        ["prelu"] = ("which dimension its weights belong to depends on the rank", "torch.where(x > 0, x, weight * x)"),
        ["rrelu"] = (FromTorchsGenerator, "leaky_relu(x, slope)"),
        ["glu"] = (JoinsTensors, "a * b.sigmoid(), of two parameters"),
        ["dropout"] = (FromTorchsGenerator, "CounterRandom.dropout(x, p, seed)"),
        ["alpha_dropout"] = (FromTorchsGenerator, "CounterRandom.dropout(x, p, seed)"),
        ["feature_dropout"] = (FromTorchsGenerator, "CounterRandom.dropout(x, p, seed)"),
        ["rand_like"] = (FromTorchsGenerator, "CounterRandom.uniform_like(x, seed)"),
        ["rand"] = (FromTorchsGenerator, "CounterRandom.uniform_like(x, seed)"),
        ["randn_like"] = (FromTorchsGenerator, "a tensor parameter of the formula"),
        ["randn"] = (FromTorchsGenerator, "a tensor parameter of the formula"),
        ["normal"] = (FromTorchsGenerator, "a tensor parameter of the formula"),
        ["bernoulli"] = (FromTorchsGenerator, "(CounterRandom.uniform_like(x, seed) < p).to(x.dtype)"),
        ["zeros"] = (MakesTensors, "torch.zeros_like(x), or a double"),
        ["ones"] = (MakesTensors, "torch.ones_like(x), or a double"),
        ["full"] = (MakesTensors, "torch.full_like(x, value), or a double"),
        ["new_zeros"] = (MakesTensors, "torch.zeros_like(x), or a double"),
        ["new_ones"] = (MakesTensors, "torch.ones_like(x), or a double"),
        ["new_full"] = (MakesTensors, "torch.full_like(x, value), or a double"),
        ["new_tensor"] = (MakesTensors, "a double, or a tensor parameter of the formula"),
        ["arange"] = (MakesTensors, "a tensor parameter of the formula"),
        ["linspace"] = (MakesTensors, "a tensor parameter of the formula"),
        ["eye"] = (MakesTensors, "a tensor parameter of the formula"),
        ["ToTensor"] = (MakesTensors, "a double, or a tensor parameter of the formula"),
        ["as_tensor"] = (MakesTensors, "a double, or a tensor parameter of the formula"),
        ["from_array"] = (MakesTensors, "a double, or a tensor parameter of the formula"),
        ["item"] = (ReadsBack, "the tensor itself"),
        ["ToDouble"] = (ReadsBack, "the tensor itself"),
        ["ToSingle"] = (ReadsBack, "the tensor itself"),
        ["ToScalar"] = (ReadsBack, "the tensor itself"),
        ["double"] = (OtherElementType, "to(x.dtype)"),
        ["half"] = (OtherElementType, "to(x.dtype)"),
        ["bfloat16"] = (OtherElementType, "to(x.dtype)"),
        ["int"] = (OtherElementType, "x.trunc()"),
        ["long"] = (OtherElementType, "x.trunc()"),
        ["bool"] = (OtherElementType, "x != 0"),
        ["cpu"] = (OtherDevice, "the call without it"),
        ["cuda"] = (OtherDevice, "the call without it"),
        ["data"] = ("what it holds changes with the tensor", "x.detach()"),
        ["no_grad"] = ("what needs a gradient is decided by the kernel's caller", "x.detach() on what has none"),
        ["inference_mode"] = ("what needs a gradient is decided by the kernel's caller", "x.detach() on what has none"),
        ["layer_norm"] = ("it takes the sizes it folds at run time", "(x - x.mean([-1L], keepdim: true)) * torch.rsqrt(x.var(-1, unbiased: false, keepdim: true) + eps) * weight + bias, or NormGen.Modules.Norms.LayerNorm(x, weight, bias, eps)"),
        ["group_norm"] = ("its number of groups is no part of the formula", "var g = x.reshape(x.shape[0], groups, -1); (g - g.mean([2L], keepdim: true)) * torch.rsqrt(g.var(2, unbiased: false, keepdim: true) + eps), then reshape(x.shape)"),
        ["instance_norm"] = ("it may keep running statistics", "var f = x.flatten(2); (f - f.mean([2L], keepdim: true)) * torch.rsqrt(f.var(2, unbiased: false, keepdim: true) + eps), then reshape(x.shape)"),
        ["batch_norm"] = ("it updates its statistics by the way", "(x - mean) * torch.rsqrt(variance + eps), with [PerChannel, Updated] parameters for running statistics"),
        ["local_response_norm"] = ("it folds windows of channels", ""),
        ["cosine_similarity"] = (NoForm, "(a * b).sum(-1) / (a.norm(-1) * b.norm(-1)).clamp_min(eps)"),
        ["pairwise_distance"] = (NoForm, "(a - b + eps).norm(-1)"),
        ["dist"] = (NoForm, "(a - b).square().sum().sqrt()"),
        ["mse_loss"] = (NoForm, "(a - b).square().mean()"),
        ["l1_loss"] = (NoForm, "(a - b).abs().mean()"),
        ["renorm"] = (NoForm, "x * (maxnorm / (x.norm(-1, keepdim: true) + 1e-7)).clamp_max(1)"),
        ["matmul"] = (ProductOfMatrices, ""),
        ["mm"] = (ProductOfMatrices, ""),
        ["bmm"] = (ProductOfMatrices, ""),
        ["einsum"] = (ProductOfMatrices, "(a * b).sum(-1) for a product of rows"),
        ["linear"] = (ProductOfMatrices, ""),
        ["outer"] = (ProductOfMatrices, ""),
        ["dot"] = (ProductOfMatrices, "(a * b).sum()"),
        ["vdot"] = (ProductOfMatrices, "(a * b).sum()"),
        ["inner"] = (ProductOfMatrices, "(a * b).sum(-1)"),
        ["cat"] = (JoinsTensors, "a tuple of results"),
        ["concat"] = (JoinsTensors, "a tuple of results"),
        ["stack"] = (JoinsTensors, "a tuple of results"),
        ["chunk"] = (JoinsTensors, "a parameter for each part"),
        ["split"] = (JoinsTensors, "a parameter for each part"),
        ["tensor_split"] = (JoinsTensors, "a parameter for each part"),
        ["narrow"] = (JoinsTensors, "a parameter for each part"),
        ["select"] = (JoinsTensors, "a parameter for each part"),
        ["index_select"] = (ShuffledNumbers, ""),
        ["gather"] = (ShuffledNumbers, ""),
        ["transpose"] = (ShuffledNumbers, "the transposed tensor as the argument"),
        ["permute"] = (ShuffledNumbers, "the permuted tensor as the argument"),
        ["t"] = (ShuffledNumbers, "the transposed tensor as the argument"),
        ["flip"] = (ShuffledNumbers, ""),
        ["roll"] = (ShuffledNumbers, ""),
        ["repeat"] = (ShuffledNumbers, "expand_as(x), or nothing where it broadcasts"),
        ["tile"] = (ShuffledNumbers, "expand_as(x), or nothing where it broadcasts"),
        ["repeat_interleave"] = (ShuffledNumbers, "unsqueeze and expand_as"),
        ["sort"] = (Ordered, ""),
        ["argsort"] = (Ordered, ""),
        ["topk"] = (Ordered, ""),
        ["kthvalue"] = (Ordered, ""),
        ["median"] = (Ordered, ""),
        ["quantile"] = (Ordered, ""),
        ["cumsum"] = ("a kernel sums all numbers of a dimension or none", ""),
        ["cumprod"] = ("a kernel sums all numbers of a dimension or none", ""),
        ["aminmax"] = ("libtorch has no derivative of it", "x.amin([-1L], keepdim: true) and x.amax([-1L], keepdim: true)"),
        ["logaddexp"] = (NoForm, "torch.maximum(a, b) + (1 + (-(a - b).abs()).exp()).log()"),
        ["T"] = (ShuffledNumbers, "the transposed tensor as the argument"),
        ["mT"] = (ShuffledNumbers, "the transposed tensor as the argument"),
        ["H"] = (ShuffledNumbers, "the transposed tensor as the argument"),
        ["mH"] = (ShuffledNumbers, "the transposed tensor as the argument"),
        ["ndim"] = ("how many dimensions there are is not known when the kernel is compiled", "dimensions from the end, as -1"),
        ["prod"] = ("kernels fold by sum, maximum and minimum", "x.log().sum([-1L], keepdim: true).exp() where all are positive"),
        ["argmax"] = ("it returns indices, which kernels do not have", "x == x.amax([-1L], keepdim: true) for a mask"),
        ["argmin"] = ("it returns indices, which kernels do not have", "x == x.amin([-1L], keepdim: true) for a mask"),
        ["nansum"] = (NoForm, "torch.where(x.isnan(), 0.0, x).sum([-1L], keepdim: true)"),
        ["nanmean"] = (NoForm, "torch.where(x.isnan(), 0.0, x).sum(..) / (~x.isnan()).to(x.dtype).sum(..)"),
        ["count_nonzero"] = ("it counts in integers", "(x != 0).to(x.dtype).sum([-1L], keepdim: true)"),
        ["any"] = ("it folds bool", "mask.to(x.dtype).amax([-1L], keepdim: true) > 0"),
        ["all"] = ("it folds bool", "mask.to(x.dtype).amin([-1L], keepdim: true) > 0"),
        ["dim"] = ("how many dimensions there are is not known when the kernel is compiled", "dimensions from the end, as -1"),
    };

    /// <summary>The rewrites, by the operation that they are for.</summary>
    internal static IEnumerable<(string Name, string Rewrite)> RewritesByName => Refusals.Select(r => (r.Key, r.Value.Rewrite));

    private FormulaValue Refused(TorchCall call)
    {
        if (Refusals.TryGetValue(call.Name, out var refusal)) return complaints.Add(ComplaintKind.NotFusable, call.Invocation, refusal.Reason, refusal.Rewrite);
        return IsInPlace(call.Name) ? complaints.Add(ComplaintKind.NotFusable, call.Invocation, WritesIntoOperand, Known.ContainsKey(OutOfPlace(call)) ? OutOfPlace(call) : "") : complaints.Add(ComplaintKind.NotFusable, call.Invocation, NoForm);
    }

    /// <summary><c>x.add_(y);</c> as an assignment: the call without an underscore alone would be lost.</summary>
    private FormulaValue RefusedStatement(TorchCall call)
    {
        var arguments = string.Join(", ", call.Arguments.Where(a => !a.IsDefault).Select(a => a.Syntax.ToString()));
        return complaints.Add(ComplaintKind.NotFusable, call.Invocation, WritesIntoOperand, call.Receiver is { Syntax: IdentifierNameSyntax variable } && Known.ContainsKey(OutOfPlace(call)) ? $"{variable} = {variable}.{OutOfPlace(call)}({arguments})" : "");
    }

    private static bool IsInPlace(string name) => name.EndsWith("_", StringComparison.Ordinal);

    private static string OutOfPlace(TorchCall call) => call.Name.TrimEnd('_');
}
