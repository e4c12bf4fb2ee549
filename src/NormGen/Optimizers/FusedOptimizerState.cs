using NormGen.Kernels.Running;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen.Optimizers;

/// <summary>The state of one parameter: a step count and the tensors its role needs, allocated at the first step that uses them.</summary>
public abstract class FusedOptimizerState : OptimizerState, IDisposable, ICheckpointPart
{
    private readonly ScalarType type;
    private readonly Tensor?[] tensors;
    private readonly Tensor?[] loaded;
    private readonly double[] numbers;
    private double[] loadedNumbers = [];
    private long loadedStep;

    private protected FusedOptimizerState(Parameter parameter, ParameterRole role, string description, int slots, int numbers = 0)
        : base(parameter)
    {
        Parameter = parameter;
        Role = role;
        Description = description;
        type = parameter.dtype;
        // The last one is the master copy, where there is one.
        Slots = slots;
        tensors = new Tensor?[slots + 1];
        loaded = new Tensor?[slots + 1];
        this.numbers = new double[numbers];
    }

    /// <summary>The role of the parameter.</summary>
    public ParameterRole Role { get; }

    /// <summary>How often the parameter was updated.</summary>
    public long step { get; internal set; }

    /// <summary>The memory of the state's tensors, in bytes.</summary>
    public long Bytes => tensors.Sum(tensor => tensor is null ? 0 : tensor.numel() * tensor.ElementSize);

    /// <summary>Over which features the update of the next step is to take the mean off gradient and weight. Never saved.</summary>
    internal StreamAxis Recentred { get; set; }

    /// <summary>A tensor of the parameter's shape as the matrix that a recentred update takes, until the step's scope ends; the tensor itself where none is.</summary>
    internal Tensor Folded(Tensor tensor) => Recentred == StreamAxis.None ? tensor : Recentred.Matrix(tensor);

    /// <summary>How many tensors the state may have.</summary>
    internal int Slots { get; }

    internal Parameter Parameter { get; }

    /// <summary>What messages call the parameter, at the start of a sentence.</summary>
    internal string Description { get; }

    /// <summary>The state of the parameter that is updated together with this one, as a bias with its weight; null for most.</summary>
    internal FusedOptimizerState? Partner { get; set; }

    /// <summary>How a saved state is loaded; set by the optimizer that owns the state.</summary>
    internal Checkpoint? Checkpoint { get; set; }

    /// <summary>What must be the same where a saved state is loaded.</summary>
    internal string Layout => $"{Role} [{string.Join(", ", Parameter.shape)}] {type}{(HasMaster ? " with a float32 copy" : "")}{LayoutOfOptions}";

    private bool IsHalf => type is ScalarType.BFloat16 or ScalarType.Float16;

    /// <summary>Whether there is a float32 copy of the parameter, which updates change in its place.</summary>
    internal bool HasMaster { get; private set; }

    /// <summary>The float32 copy of the parameter; null where there is none, and before the first step.</summary>
    public Tensor? master => tensors[Slots];

    /// <summary>What updates change: the parameter, or its float32 copy.</summary>
    internal Tensor Weight => HasMaster ? tensors[Slots] ??= Copy(Slots, Parameter) : Parameter;

    /// <summary>What options make of the layout, where they decide the shapes of tensors.</summary>
    private protected virtual string LayoutOfOptions => "";

    /// <summary>The numbers that the parameter keeps beside its tensors, zero at first.</summary>
    private protected Span<double> Numbers => numbers;

    /// <summary>The memory of the first tensors, whether they are allocated yet or not, in bytes.</summary>
    internal long BytesOf(int slots) => Enumerable.Range(0, slots).Concat(HasMaster ? [Slots] : []).Sum(slot => ShapeIn(slot).Aggregate(1L, (product, size) => product * size) * ElementTypes.Size(TypeIn(slot)));

    /// <summary>The tensor in a slot, or null before its first use.</summary>
    private protected Tensor? Peek(int slot) => slot < Slots ? tensors[slot] : null;

    /// <summary>The shape of the tensor in a slot; that of the parameter unless the slot is for something else.</summary>
    private protected virtual long[] ShapeOf(int slot) => Parameter.shape;

    /// <summary>The type of the tensor in a slot; that of the parameter unless the slot is for something else.</summary>
    private protected virtual ScalarType TypeOf(int slot) => HasMaster ? ScalarType.Float32 : type;

    /// <summary>Decides, before the first step, what the parameter is updated by.</summary>
    internal void Begin(HalfUpdate half) => HasMaster = IsHalf && half.Kind == HalfUpdateKind.MasterCopy;

    /// <summary>Rounds the float32 copy, if any, into the parameter.</summary>
    internal void Publish()
    {
        if (HasMaster) Parameter.copy_(Weight);
    }

    /// <summary>Puts a tensor into a slot, in the place of the one before.</summary>
    private protected void Put(int slot, Tensor tensor)
    {
        tensors[slot]?.Dispose();
        tensors[slot] = tensor.DetachFromDisposeScope();
    }

    /// <summary>The tensor in a slot, zeros at its first use.</summary>
    private protected Tensor Use(int slot) => tensors[slot] ??= Zeros(slot);

    /// <inheritdoc/>
    public override void Initialize(OptimizerOptions options) => Clear();

    /// <inheritdoc/>
    public override void SaveStateDict(BinaryWriter writer)
    {
        writer.Write(step);
        foreach (var number in numbers) writer.Write(number);
        foreach (var tensor in tensors)
        {
            writer.Write(tensor is not null);
            if (tensor is null) continue;
            using var scope = NewDisposeScope();
            tensor.cpu().contiguous().WriteBytesToStream(writer.BaseStream, 1 << 16);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The state is damaged or truncated; nothing is then changed.</exception>
    public override void LoadStateDict(BinaryReader reader) => (Checkpoint ?? new Checkpoint([])).Load(this, reader);

    /// <inheritdoc/>
    public override void LoadStateDict(OptimizerState source)
    {
        if (ReferenceEquals(source, this)) return;
        var state = Same(source) ?? throw new ArgumentException("This state is of another optimizer or parameter.", nameof(source));
        Clear();
        step = state.step;
        state.numbers.CopyTo(numbers, 0);
        for (var slot = 0; slot < tensors.Length; slot++)
            if (state.tensors[slot] is { } tensor)
                tensors[slot] = Copy(slot, tensor);
    }

    /// <inheritdoc/>
    public override bool ApproximatelyEquals(OptimizerState other)
        => Same(other) is { } state && state.step == step && state.numbers.SequenceEqual(numbers)
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

    /// <summary>Throws where the parameter is no longer what it was when it was added.</summary>
    internal void CheckParameter()
    {
        const string Advice = "build the optimizer after the last to() of the model, which replaces parameters.";
        if (Parameter.IsInvalid) throw new InvalidOperationException($"{Description} no longer exists: {Advice}");
        if (Parameter.dtype != type) throw new InvalidOperationException($"{Description} was {type} when it was added and is {Parameter.dtype} now: {Advice}");
        var device = Parameter.device_type;
        foreach (var tensor in tensors)
        {
            if (tensor is not null && tensor.device_type != device)
                throw new InvalidOperationException($"{Description} is on {Parameter.device}, its optimizer state on {tensor.device}: move the state with to() of the optimizer, or {Advice}");
        }
    }

    /// <summary>Throws where the parameter cannot be updated in a way.</summary>
    internal void CheckHalf(HalfUpdate half)
    {
        if (!IsHalf) return;
        if (HasMaster != (half.Kind == HalfUpdateKind.MasterCopy))
            throw new InvalidOperationException($"{Description} was added {(HasMaster ? "with" : "without")} a float32 copy, and half is {half.Kind} now: it is fixed once a group is added.");
        if (CannotRound(half) is { } reason) throw new InvalidOperationException(reason);
    }

    /// <summary>Why the parameter cannot be rounded in a way, where it is; null where it can.</summary>
    internal string? CannotRound(HalfUpdate half)
        => IsHalf && half.Kind == HalfUpdateKind.Stochastic && Parameter.device_type != DeviceType.CPU
            ? $"{Description} is on {Parameter.device}, but numbers are rounded at random on the CPU alone: build the optimizer with half: HalfUpdate.MasterCopy."
            : null;

    void ICheckpointPart.Read(BinaryReader reader)
    {
        loadedStep = reader.ReadInt64();
        if (loadedStep < 0) throw new InvalidDataException($"The saved optimizer state is damaged: {Description} was updated {loadedStep} times. Nothing was loaded.");
        loadedNumbers = [.. numbers.Select(_ => reader.ReadDouble())];
        for (var slot = 0; slot < tensors.Length; slot++)
        {
            if (!reader.ReadBoolean()) continue;
            using var bytes = empty(ShapeIn(slot), TypeIn(slot), CPU);
            bytes.ReadBytesFromStream(reader.BaseStream, 1 << 16);
            loaded[slot] = Copy(slot, bytes);
        }
    }

    void ICheckpointPart.Commit()
    {
        Clear();
        step = loadedStep;
        loadedNumbers.CopyTo(numbers, 0);
        loaded.CopyTo(tensors);
        Array.Clear(loaded);
    }

    void ICheckpointPart.Discard()
    {
        foreach (var tensor in loaded) tensor?.Dispose();
        Array.Clear(loaded);
    }

    private Tensor Copy(int slot, Tensor values)
    {
        using var noGradients = no_grad();
        return Zeros(slot).copy_(values);
    }

    private long[] ShapeIn(int slot) => slot == Slots ? Parameter.shape : ShapeOf(slot);

    private ScalarType TypeIn(int slot) => slot == Slots ? ScalarType.Float32 : TypeOf(slot);

    /// <summary>Zeros for a slot, with the device of the parameter, and with its strides where it has its shape.</summary>
    private Tensor Zeros(int slot)
    {
        var shape = ShapeIn(slot);
        using var like = Parameter.shape.SequenceEqual(shape) ? Parameter.alias() : empty(shape, type, META);
        return zeros_like(like, TypeIn(slot), Parameter.device).DetachFromDisposeScope();
    }

    private FusedOptimizerState? Same(OptimizerState other)
        => other is FusedOptimizerState state && state.GetType() == GetType() && state.Layout == Layout && state.tensors.Length == tensors.Length ? state : null;

    private void Clear()
    {
        step = 0;
        Array.Clear(numbers);
        foreach (var tensor in tensors) tensor?.Dispose();
        Array.Clear(tensors);
    }
}
