using NormGen.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen;

/// <summary>Puts SCALE where TorchSharp users look first: <c>torch.optim</c>.</summary>
public static class TorchScaleExtensions
{
    extension(torch.optim)
    {
        /// <summary>SCALE over a model: roles from module types; see <see cref="Optimizers.SCALE"/>.</summary>
        /// <param name="model">The model.</param>
        /// <param name="lr">Learning rate.</param>
        /// <param name="momentum">Decay of the head's running mean.</param>
        /// <param name="weight_decay">Decoupled weight decay.</param>
        /// <param name="adam_lr">Learning rate of vectors; null for <paramref name="lr"/>.</param>
        /// <param name="beta1">Decay of the vectors' first moment.</param>
        /// <param name="beta2">Decay of the vectors' second moment.</param>
        /// <param name="eps">Added to the root of the vectors' second moment.</param>
        /// <param name="maximize">Whether to go up the gradient.</param>
        /// <returns>The optimizer.</returns>
        public static SCALE SCALE(nn.Module model, double lr = 1e-4, double momentum = 0.9, double weight_decay = 0, double? adam_lr = null, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, bool maximize = false)
            => new(model, lr, momentum, weight_decay, adam_lr, beta1, beta2, eps, maximize);

        /// <summary>SCALE over parameters with given roles, one group a role; see <see cref="Optimizers.SCALE"/>.</summary>
        /// <param name="parameters">Role, name and parameter.</param>
        /// <param name="lr">Learning rate.</param>
        /// <param name="momentum">Decay of the head's running mean.</param>
        /// <param name="weight_decay">Decoupled weight decay.</param>
        /// <param name="adam_lr">Learning rate of vectors; null for <paramref name="lr"/>.</param>
        /// <param name="beta1">Decay of the vectors' first moment.</param>
        /// <param name="beta2">Decay of the vectors' second moment.</param>
        /// <param name="eps">Added to the root of the vectors' second moment.</param>
        /// <param name="maximize">Whether to go up the gradient.</param>
        /// <returns>The optimizer.</returns>
        public static SCALE SCALE(IEnumerable<(ParameterRole role, string name, Parameter parameter)> parameters, double lr = 1e-4, double momentum = 0.9, double weight_decay = 0, double? adam_lr = null, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, bool maximize = false)
            => new(parameters, lr, momentum, weight_decay, adam_lr, beta1, beta2, eps, maximize);

        /// <summary>SCALE over <c>named_parameters()</c>: roles from shapes; see <see cref="Optimizers.SCALE"/>.</summary>
        /// <param name="parameters">Name and parameter.</param>
        /// <param name="lr">Learning rate.</param>
        /// <param name="momentum">Decay of the head's running mean.</param>
        /// <param name="weight_decay">Decoupled weight decay.</param>
        /// <param name="adam_lr">Learning rate of vectors; null for <paramref name="lr"/>.</param>
        /// <param name="beta1">Decay of the vectors' first moment.</param>
        /// <param name="beta2">Decay of the vectors' second moment.</param>
        /// <param name="eps">Added to the root of the vectors' second moment.</param>
        /// <param name="maximize">Whether to go up the gradient.</param>
        /// <returns>The optimizer.</returns>
        public static SCALE SCALE(IEnumerable<(string name, Parameter parameter)> parameters, double lr = 1e-4, double momentum = 0.9, double weight_decay = 0, double? adam_lr = null, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, bool maximize = false)
            => new(parameters, lr, momentum, weight_decay, adam_lr, beta1, beta2, eps, maximize);

        /// <summary>SCALE over <c>parameters()</c>: roles from shapes; see <see cref="Optimizers.SCALE"/>.</summary>
        /// <param name="parameters">The parameters.</param>
        /// <param name="lr">Learning rate.</param>
        /// <param name="momentum">Decay of the head's running mean.</param>
        /// <param name="weight_decay">Decoupled weight decay.</param>
        /// <param name="adam_lr">Learning rate of vectors; null for <paramref name="lr"/>.</param>
        /// <param name="beta1">Decay of the vectors' first moment.</param>
        /// <param name="beta2">Decay of the vectors' second moment.</param>
        /// <param name="eps">Added to the root of the vectors' second moment.</param>
        /// <param name="maximize">Whether to go up the gradient.</param>
        /// <returns>The optimizer.</returns>
        public static SCALE SCALE(IEnumerable<Parameter> parameters, double lr = 1e-4, double momentum = 0.9, double weight_decay = 0, double? adam_lr = null, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, bool maximize = false)
            => new(parameters, lr, momentum, weight_decay, adam_lr, beta1, beta2, eps, maximize);

        /// <summary>SCALE over groups with their own options; see <see cref="Optimizers.SCALE"/>.</summary>
        /// <param name="parameters">The groups.</param>
        /// <param name="lr">Learning rate.</param>
        /// <param name="momentum">Decay of the head's running mean.</param>
        /// <param name="weight_decay">Decoupled weight decay.</param>
        /// <param name="adam_lr">Learning rate of vectors; null for <paramref name="lr"/>.</param>
        /// <param name="beta1">Decay of the vectors' first moment.</param>
        /// <param name="beta2">Decay of the vectors' second moment.</param>
        /// <param name="eps">Added to the root of the vectors' second moment.</param>
        /// <param name="maximize">Whether to go up the gradient.</param>
        /// <returns>The optimizer.</returns>
        public static SCALE SCALE(IEnumerable<SCALE.ParamGroup> parameters, double lr = 1e-4, double momentum = 0.9, double weight_decay = 0, double? adam_lr = null, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, bool maximize = false)
            => new(parameters, lr, momentum, weight_decay, adam_lr, beta1, beta2, eps, maximize);
    }
}
