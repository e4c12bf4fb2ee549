using NormGen.Modules;
using TorchSharp;
using static TorchSharp.torch;

namespace NormGen;

/// <summary>Puts layer-normalized recurrent cells where TorchSharp users look first: <c>torch.nn</c>.</summary>
public static class TorchRecurrentExtensions
{
    extension(torch.nn)
    {
        /// <summary>A layer-normalized RNN cell; see <see cref="Modules.LayerNormRNNCell"/>.</summary>
        /// <inheritdoc cref="Modules.LayerNormRNNCell(long, long, nn.NonLinearities, double, Device?, ScalarType?)" path="/param"/>
        /// <returns>The module.</returns>
        public static LayerNormRNNCell LayerNormRNNCell(long input_size, long hidden_size, nn.NonLinearities nonlinearity = nn.NonLinearities.Tanh, double eps = 1e-5, Device? device = null, ScalarType? dtype = null)
            => new(input_size, hidden_size, nonlinearity, eps, device, dtype);

        /// <summary>A layer-normalized LSTM cell; see <see cref="Modules.LayerNormLSTMCell"/>.</summary>
        /// <inheritdoc cref="Modules.LayerNormLSTMCell(long, long, bool, bool, double, Device?, ScalarType?)" path="/param"/>
        /// <returns>The module.</returns>
        public static LayerNormLSTMCell LayerNormLSTMCell(long input_size, long hidden_size, bool bias = true, bool biasTwice = false, double eps = 1e-5, Device? device = null, ScalarType? dtype = null)
            => new(input_size, hidden_size, bias, biasTwice, eps, device, dtype);

        /// <summary>A layer-normalized GRU cell; see <see cref="Modules.LayerNormGRUCell"/>.</summary>
        /// <inheritdoc cref="Modules.LayerNormGRUCell(long, long, bool, double, Device?, ScalarType?)" path="/param"/>
        /// <returns>The module.</returns>
        public static LayerNormGRUCell LayerNormGRUCell(long input_size, long hidden_size, bool bias = true, double eps = 1e-5, Device? device = null, ScalarType? dtype = null)
            => new(input_size, hidden_size, bias, eps, device, dtype);

        /// <summary>Layers of layer-normalized RNN cells over a sequence; see <see cref="Modules.LayerNormRNN"/>.</summary>
        /// <inheritdoc cref="Modules.LayerNormRNN(long, long, long, nn.NonLinearities, bool, double, double, Device?, ScalarType?)" path="/param"/>
        /// <returns>The module.</returns>
        public static LayerNormRNN LayerNormRNN(
            long input_size, long hidden_size, long num_layers = 1, nn.NonLinearities nonlinearity = nn.NonLinearities.Tanh, bool batch_first = false, double dropout = 0, double eps = 1e-5, Device? device = null, ScalarType? dtype = null)
            => new(input_size, hidden_size, num_layers, nonlinearity, batch_first, dropout, eps, device, dtype);

        /// <summary>Layers of layer-normalized LSTM cells over a sequence; see <see cref="Modules.LayerNormLSTM"/>.</summary>
        /// <inheritdoc cref="Modules.LayerNormLSTM(long, long, long, bool, bool, double, bool, double, Device?, ScalarType?)" path="/param"/>
        /// <returns>The module.</returns>
        public static LayerNormLSTM LayerNormLSTM(
            long input_size, long hidden_size, long num_layers = 1, bool bias = true, bool batch_first = false, double dropout = 0, bool biasTwice = false, double eps = 1e-5, Device? device = null, ScalarType? dtype = null)
            => new(input_size, hidden_size, num_layers, bias, batch_first, dropout, biasTwice, eps, device, dtype);

        /// <summary>Layers of layer-normalized GRU cells over a sequence; see <see cref="Modules.LayerNormGRU"/>.</summary>
        /// <inheritdoc cref="Modules.LayerNormGRU(long, long, long, bool, bool, double, double, Device?, ScalarType?)" path="/param"/>
        /// <returns>The module.</returns>
        public static LayerNormGRU LayerNormGRU(
            long input_size, long hidden_size, long num_layers = 1, bool bias = true, bool batch_first = false, double dropout = 0, double eps = 1e-5, Device? device = null, ScalarType? dtype = null)
            => new(input_size, hidden_size, num_layers, bias, batch_first, dropout, eps, device, dtype);
    }
}
