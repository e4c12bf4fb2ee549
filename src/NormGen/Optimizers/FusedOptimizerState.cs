using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen.Optimizers;

/// <summary>The state of one parameter: a step count and the tensors its role needs, allocated at the first step that uses them.</summary>
public abstract class FusedOptimizerState : OptimizerState, IDisposable
{
    private readonly Tensor?[] tensors;

    private protected FusedOptimizerState(Parameter parameter, ParameterRole role, int slots)
        : base(parameter)
    {
        Parameter = parameter;
        Role = role;
        tensors = new Tensor?[slots];
    }

    /// <summary>The role of the parameter.</summary>
    public ParameterRole Role { get; }

    /// <summary>How often the parameter was updated.</summary>
    public long step { get; internal set; }

    /// <summary>The memory of the state's tensors.</summary>
    public long Bytes => tensors.Sum(tensor => tensor is null ? 0 : tensor.numel() * tensor.ElementSize);

    internal Parameter Parameter { get; }

    /// <summary>What must be the same where a saved state is loaded.</summary>
    internal string Layout => $"{Role} [{string.Join(", ", Parameter.shape)}] {Parameter.dtype}";

    /// <summary>The length of what <see cref="SaveStateDict"/> writes.</summary>
    internal long SavedBytes => sizeof(long) + tensors.Sum(tensor => 1 + (tensor is null ? 0 : tensor.numel() * tensor.ElementSize));

    /// <summary>The tensor in a slot, or null before its first use.</summary>
    private protected Tensor? Peek(int slot) => slot < tensors.Length ? tensors[slot] : null;

    /// <summary>The tensor in a slot, zeros at its first use.</summary>
    private protected Tensor Use(int slot) => tensors[slot] ??= zeros_like(Parameter).DetachFromDisposeScope();

    /// <inheritdoc/>
    public override void Initialize(OptimizerOptions options) => Clear();

    /// <inheritdoc/>
    public override void SaveStateDict(BinaryWriter writer)
    {
        writer.Write(step);
        foreach (var tensor in tensors)
        {
            writer.Write(tensor is not null);
            if (tensor is null) continue;
            using var scope = NewDisposeScope();
            tensor.cpu().contiguous().WriteBytesToStream(writer.BaseStream, 1 << 16);
        }
    }

    /// <inheritdoc/>
    public override void LoadStateDict(BinaryReader reader)
    {
        Clear();
        step = reader.ReadInt64();
        using var noGradients = no_grad();
        for (var slot = 0; slot < tensors.Length; slot++)
        {
            if (!reader.ReadBoolean()) continue;
            using var bytes = empty(Parameter.shape, Parameter.dtype, CPU);
            bytes.ReadBytesFromStream(reader.BaseStream, 1 << 16);
            Use(slot).copy_(bytes);
        }
    }

    /// <inheritdoc/>
    public override void LoadStateDict(OptimizerState source)
    {
        if (ReferenceEquals(source, this)) return;
        var state = Same(source) ?? throw new ArgumentException("This state is of another optimizer or parameter.", nameof(source));
        Clear();
        step = state.step;
        using var noGradients = no_grad();
        for (var slot = 0; slot < tensors.Length; slot++)
            if (state.tensors[slot] is { } tensor)
                Use(slot).copy_(tensor);
    }

    /// <inheritdoc/>
    public override bool ApproximatelyEquals(OptimizerState other)
        => Same(other) is { } state && state.step == step
        && tensors.Zip(state.tensors).All(pair => pair is (null, null) || (pair is ({ } own, { } theirs) && own.allclose(theirs)));

    /// <inheritdoc/>
    public override void to(Device device)
    {
        // Detached: a scope open at the call must not end the state's life.
        for (var slot = 0; slot < tensors.Length; slot++)
        {
            if (tensors[slot] is not { } tensor) continue;
            tensors[slot] = tensor.to(device).DetachFromDisposeScope();
            tensor.Dispose();
        }
    }

    /// <summary>Frees the state's tensors.</summary>
    public void Dispose()
    {
        Clear();
        GC.SuppressFinalize(this);
    }

    private FusedOptimizerState? Same(OptimizerState other)
        => other is FusedOptimizerState state && state.GetType() == GetType() && state.Layout == Layout && state.tensors.Length == tensors.Length ? state : null;

    private void Clear()
    {
        step = 0;
        foreach (var tensor in tensors) tensor?.Dispose();
        Array.Clear(tensors);
    }
}
