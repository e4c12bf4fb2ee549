using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen.Optimizers;

/// <summary>A change of gradients that remembers: call <see cref="step"/> between <c>backward()</c> and the step of any optimizer.</summary>
/// <remarks>What is remembered are a few numbers a tensor. <see cref="save_state_dict(BinaryWriter)"/> and <see cref="load_state_dict(BinaryReader)"/> carry them over a restart, after which everything goes on bit for bit.</remarks>
public abstract class GradientTransform
{
    private readonly Parameter[] parameters;
    private readonly double[][] numbers;

    private protected GradientTransform(IEnumerable<Parameter> parameters, int count)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        this.parameters = [.. parameters];
        if (this.parameters.Length == 0) throw new ArgumentException("There is no parameter. Of a model: has it called RegisterComponents?", nameof(parameters));
        if (Array.FindIndex(this.parameters, parameter => parameter is null) is >= 0 and var missing) throw new ArgumentException($"Parameter {missing} is null.", nameof(parameters));
        numbers = [.. this.parameters.Select(_ => new double[count + 1])];
    }

    /// <summary>Changes the gradients in place. A parameter without a gradient is passed over and its numbers stay as they are.</summary>
    /// <param name="error_if_nonfinite">Whether a gradient that is not finite is an error. If not, it is passed over as well: nothing of it is remembered.</param>
    /// <exception cref="ArgumentException">A gradient is sparse or not of a floating-point type; nothing has been changed.</exception>
    /// <exception cref="InvalidOperationException">A gradient is not finite and <paramref name="error_if_nonfinite"/>, or a parameter is updated inside backward, where its gradient is used before this could change it; nothing has been changed.</exception>
    public void step(bool error_if_nonfinite = false)
    {
        BackwardUpdates.Refuse(parameters, GetType().Name);
        using var noGradients = no_grad();
        using var gradients = GradientList.Of(parameters);
        var sizes = gradients.Items.Select(item => GradientSize.Of(item.Gradient)).ToArray();
        for (var i = 0; error_if_nonfinite && i < sizes.Length; i++) GradientList.CheckFinite(sizes[i].Norm, gradients.Items[i].Index);
        for (var i = 0; i < sizes.Length; i++)
        {
            var (index, _, gradient) = gradients.Items[i];
            if (!double.IsFinite(sizes[i].Norm)) continue;
            numbers[index][^1]++;
            Change(gradient, sizes[i], numbers[index].AsSpan(..^1), (long)numbers[index][^1]);
        }
    }

    /// <summary>Writes what is remembered.</summary>
    /// <param name="writer">Where to.</param>
    public void save_state_dict(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(Layout);
        foreach (var number in numbers.SelectMany(own => own)) writer.Write(number);
    }

    /// <summary>Reads what was remembered.</summary>
    /// <param name="reader">Where from.</param>
    /// <exception cref="InvalidDataException">It is of another transform or other parameters, or damaged; nothing was then changed.</exception>
    public void load_state_dict(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        try
        {
            if (reader.ReadString() is var saved && saved != Layout) throw new InvalidDataException($"This state is of other parameters or another transform: {saved} there and {Layout} here. Nothing was loaded.");
            var read = numbers.Select(own => own.Select(_ => reader.ReadDouble()).ToArray()).ToArray();
            if (read.Any(own => own.Any(number => !double.IsFinite(number)) || own[^1] < 0)) throw new InvalidDataException("This state is damaged: it has a number that no training leaves. Nothing was loaded.");
            read.CopyTo(numbers, 0);
        }
        catch (EndOfStreamException problem)
        {
            throw new InvalidDataException("This state is truncated: the stream ends too early. Nothing was loaded.", problem);
        }
    }

    /// <summary>What a parameter's gradient is remembered by: the numbers of a transform, then how often it was changed.</summary>
    internal IReadOnlyList<double> NumbersOf(int parameter) => numbers[parameter];

    /// <summary>Changes one gradient.</summary>
    /// <param name="gradient">The gradient.</param>
    /// <param name="size">Its size.</param>
    /// <param name="own">What is remembered of it, zeros at first.</param>
    /// <param name="step">How often it was changed, this time included.</param>
    private protected abstract void Change(Tensor gradient, GradientSize size, Span<double> own, long step);

    private string Layout => $"{GetType().Name} over {string.Join(", ", parameters.Select(parameter => $"[{string.Join(", ", parameter.shape)}]"))}";
}
