using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen.Optimizers;

/// <summary>
/// Roles decided at run time, for models without a generated <c>CreateOptimizer</c>: from module types and shapes, never from names.
/// </summary>
public static class ParameterRoles
{
    /// <summary>Every parameter of a model, once, with its role and name.</summary>
    /// <param name="model">The model. Its submodules must be registered.</param>
    /// <returns>Role, name and parameter, in the order of <c>named_parameters()</c>.</returns>
    /// <remarks>
    /// The weight of an <c>Embedding</c> or <c>EmbeddingBag</c> is <see cref="ParameterRole.Embedding"/>; the weight of the <c>Linear</c> that is registered last is <see cref="ParameterRole.Head"/>,
    /// unless it is tied to an embedding, which wins; the weight of a convolution is <see cref="ParameterRole.Convolution"/>; any other parameter of two dimensions is
    /// <see cref="ParameterRole.Matrix"/>, of one <see cref="ParameterRole.Vector"/>, a number <see cref="ParameterRole.Scalar"/>. What has more dimensions outside a convolution (a transposed convolution is <c>[in, out, ..]</c>)
    /// is a vector too: which of its dimensions is the output is not known, and the vectors' rule suits every shape.
    /// Where the last registered <c>Linear</c> does not make the output, give roles explicitly or let <see cref="OptimizerAttribute"/> decide them from the data flow.
    /// </remarks>
    public static IReadOnlyList<(ParameterRole role, string name, Parameter parameter)> FromModel(nn.Module model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var roles = new Dictionary<IntPtr, ParameterRole>();
        Parameter? head = null;
        foreach (var module in InOrder(model))
        {
            foreach (var (_, parameter) in module.named_parameters(recurse: false))
            {
                if (module is Embedding or EmbeddingBag) roles[ParameterIdentity.Of(parameter)] = ParameterRole.Embedding;
                else if (module is Conv1d or Conv2d or Conv3d && parameter.ndim > 2) roles[ParameterIdentity.Of(parameter)] = ParameterRole.Convolution;
                else if (module is Linear && parameter.ndim == 2) head = parameter;
            }
        }

        if (head is not null) roles.TryAdd(ParameterIdentity.Of(head), ParameterRole.Head);
        return new AssignedRoles(RoleOrigin.ModuleTypes, [.. Unique(model).Select(item => (roles.TryGetValue(ParameterIdentity.Of(item.parameter), out var role) ? role : Other(item.parameter), item.name, item.parameter))]);

        static ParameterRole Other(Parameter parameter) => parameter.ndim switch
        {
            0 => ParameterRole.Scalar,
            2 => ParameterRole.Matrix,
            _ => ParameterRole.Vector,
        };
    }

    /// <summary>The role that a shape alone suggests: none or one dimension a vector, two a matrix, more a convolution.</summary>
    /// <param name="parameter">The parameter.</param>
    /// <returns>The role. Embeddings and heads are matrices here: a shape does not tell them apart.</returns>
    public static ParameterRole FromShape(Tensor parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        return parameter.ndim switch
        {
            < 2 => ParameterRole.Vector,
            2 => ParameterRole.Matrix,
            _ => ParameterRole.Convolution,
        };
    }

    /// <summary>The parameters of a model, tied ones once, under the first name.</summary>
    internal static IEnumerable<(string name, Parameter parameter)> Unique(nn.Module model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.named_parameters().DistinctBy(item => ParameterIdentity.Of(item.parameter));
    }

    /// <summary>A module and all below it in the order of registration: <c>named_modules()</c> lists what is in lists and blocks after everything that is not.</summary>
    private static IEnumerable<nn.Module> InOrder(nn.Module module) => module.named_children().SelectMany(child => InOrder(child.module)).Prepend(module);

    /// <summary>Throws where a role asks for another shape.</summary>
    internal static void CheckShape(ParameterRole role, Tensor parameter, string description)
    {
        var (fits, needs) = role switch
        {
            ParameterRole.Matrix or ParameterRole.Embedding => (parameter.ndim == 2, "two dimensions"),
            ParameterRole.Head => (parameter.ndim >= 2, "two dimensions or more"),
            ParameterRole.Convolution => (parameter.ndim >= 3, "three dimensions or more"),
            ParameterRole.Scalar => (parameter.numel() == 1, "one element"),
            ParameterRole.Vector => (true, ""),
            _ => throw new ArgumentOutOfRangeException(nameof(role), role, $"{role} is not a role."),
        };
        if (!fits) throw new ArgumentException($"{description} has shape [{string.Join(", ", parameter.shape)}], but the role {role} needs {needs}.", nameof(parameter));
    }
}
