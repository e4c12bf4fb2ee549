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
    }
}
