using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace NormGen.Modules;

/// <summary>
/// A table of embeddings whose every row that is looked up has mean zero: <c>y = weight[index] - mean(weight[index])</c>. Arguments, initialization and <c>state_dict</c> keys are those of <c>Embedding</c>.
/// </summary>
/// <remarks>
/// Jiang, Gu, Zhu and Pan, Pre-RMSNorm and Pre-CRMSNorm Transformers, 2023, arXiv 2305.14858. The table stays as it is and the rows are recentred behind the look-up: so its gradients, and a training, are exactly those of a plain <c>Embedding</c>
/// whose rows meet norms that take the mean off. Recentring is a fused kernel on the CPU (see <see cref="Recentring.Rows"/>), the look-up libtorch's.
/// </remarks>
public sealed class EmbeddingZeroMeanOutput : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = nameof(weight))]
    private Parameter? _weight;

    /// <summary>Makes the table, drawn from the standard normal distribution as PyTorch's <c>Embedding</c>.</summary>
    /// <param name="num_embeddings">How many rows it has.</param>
    /// <param name="embedding_dim">The size of a row.</param>
    /// <param name="padding_idx">A row of zeros that is not trained; negative numbers count from the end. Null: none.</param>
    /// <param name="device">Where the table lives.</param>
    /// <param name="dtype">Its type.</param>
    public EmbeddingZeroMeanOutput(long num_embeddings, long embedding_dim, long? padding_idx = null, Device? device = null, ScalarType? dtype = null)
        : base(nameof(EmbeddingZeroMeanOutput))
    {
        NormArguments.CheckCount(num_embeddings, nameof(num_embeddings));
        NormArguments.CheckCount(embedding_dim, nameof(embedding_dim));
        NormArguments.CheckType(dtype);
        if (padding_idx is { } row && (row >= num_embeddings || row < -num_embeddings)) throw new ArgumentOutOfRangeException(nameof(padding_idx), row, $"padding_idx must name one of the {num_embeddings} rows.");
        (this.num_embeddings, this.embedding_dim) = (num_embeddings, embedding_dim);
        this.padding_idx = padding_idx < 0 ? padding_idx + num_embeddings : padding_idx;
        weight = new Parameter(empty([num_embeddings, embedding_dim], dtype, device));
        reset_parameters();
    }

    /// <summary>How many rows there are.</summary>
    public long num_embeddings { get; }

    /// <summary>The size of a row.</summary>
    public long embedding_dim { get; }

    /// <summary>The row that is not trained, counted from the start; null for none.</summary>
    public long? padding_idx { get; }

    /// <summary>The table as it is stored <c>[num_embeddings, embedding_dim]</c>, not recentred.</summary>
    public Parameter weight
    {
        get => _weight!;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            if (Slots.Put(ref _weight, value, [num_embeddings, embedding_dim], nameof(weight))) ConditionallyRegisterParameter(nameof(weight), _weight);
        }
    }

    /// <summary>Draws the table anew from the standard normal distribution; the row of padding becomes zero.</summary>
    public void reset_parameters()
    {
        nn.init.normal_(weight);
        if (padding_idx is not { } row) return;
        using var noGradients = no_grad();
        using var padding = weight[row];
        padding.zero_();
    }

    /// <summary>Looks up rows.</summary>
    /// <param name="input">Whole numbers of any shape, each the number of a row.</param>
    /// <returns>A tensor <c>[.., embedding_dim]</c>.</returns>
    /// <exception cref="ArgumentException"><paramref name="input"/> is not of type int64 or int32.</exception>
    public override Tensor forward(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (input.dtype is not (ScalarType.Int64 or ScalarType.Int32)) throw new ArgumentException($"{nameof(EmbeddingZeroMeanOutput)} needs indices of type Int64 or Int32, but got {input.dtype}.", nameof(input));
        using var scope = NewDisposeScope();
        var rows = weight.index_select(0, input.reshape(-1)).view([.. input.shape, embedding_dim]);
        if (padding_idx is { } row) rows = where(input.eq(row).unsqueeze(-1), rows.detach(), rows);
        return Recentring.Rows(rows).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) _weight?.Dispose();
        base.Dispose(disposing);
    }
}
