namespace NormGen.Generators.Testing.Random;

/// <summary>What a drawn formula computes for a tensor beside its result: a new value, or the author's own gradient.</summary>
/// <param name="Tensor">The tensor's name.</param>
/// <param name="Value">The value, of the tensor's shape.</param>
internal sealed record NewValue(string Tensor, Expression Value)
{
    /// <summary>The same with smaller values.</summary>
    public IEnumerable<NewValue> Smaller => Value.Smaller.Select(v => this with { Value = v });

    public override string ToString() => Value.ToString();
}
