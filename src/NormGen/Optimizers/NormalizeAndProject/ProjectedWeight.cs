using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen.Optimizers;

/// <summary>A weight that is brought back to its initial norm, and that norm.</summary>
public sealed class ProjectedWeight
{
    private readonly ScalarType type;

    internal ProjectedWeight(string name, Parameter parameter, double? radius)
    {
        Name = name;
        Parameter = parameter ?? throw new ArgumentNullException(nameof(parameter), $"The weight '{name}' is null.");
        if (parameter.IsInvalid) throw new ArgumentException($"The weight '{name}' is disposed.", "weights");
        if (!is_floating_point(parameter)) throw new ArgumentException($"The weight '{name}' is of type {parameter.dtype}; only floating-point weights can be projected.", "weights");
        if (radius is not null) Hyperparameter.Positive(radius, nameof(radius));
        type = parameter.dtype;
        Rho = radius ?? NaP.Norm(parameter);
        if (!(Rho > 0) || double.IsInfinity(Rho))
            throw new ArgumentException($"The weight '{name}' has the norm {Rho}, to which it cannot be brought back: initialize it first, leave it out, or give a radius.", "weights");
    }

    /// <summary>Its name in <c>named_parameters()</c>.</summary>
    public string Name { get; }

    /// <summary>The weight.</summary>
    public Parameter Parameter { get; }

    /// <summary>The norm it is brought to: what it was when the projection was made, or what was given.</summary>
    public double Rho { get; internal set; }

    /// <summary>What must be the same where a saved norm is loaded.</summary>
    internal string Layout => $"{Name} [{string.Join(", ", Parameter.shape)}]";

    /// <summary>Throws where the weight is no longer what it was.</summary>
    internal void Check()
    {
        if (Parameter.IsInvalid || Parameter.dtype != type)
            throw new InvalidOperationException($"The weight '{Name}' was replaced since the projection was made: make optimizer and projection after the last to() of the model.");
    }
}
