using LaboratorySample.Experiments;
using NormGen;
using NormGen.Optimizers;
using OptimizerLabSample.Problems;
using TorchSharp;

namespace OptimizerLabSample.Experiments;

/// <summary>SWAN: rows normalized and whitened, without state.</summary>
internal sealed class SwanExperiment() : Experiment("02-swan", "A student of a small teacher, every matrix under the method: error on fresh inputs.", seeds: 2)
{
    private const string Own = "SWAN", Rows = "row normalization", Plain = "SGD", Adam = "Adam";

    public override IReadOnlyList<Method> Methods { get; } =
    [
        new(Own, job => TeacherStudentRun.Run(job, matrices => torch.optim.SWAN(matrices, lr: 1e-2, matrix_lr_scale: 1, center: false, iterations: 5, beta: 0.5))),
        RowNormalization(Rows),
        Descent(Plain),
        new(Adam, job => TeacherStudentRun.Run(job, matrices => torch.optim.AdamW(matrices, 3e-2, weight_decay: 0, fused: true))),
    ];

    public override IReadOnlyList<Ordering> Orderings { get; } = [Ordering.Below(Own, Rows, Plain), new("SWAN <= Adam + 0.01", [Own, Adam], means => means[0] <= means[1] + 0.01)];

    /// <summary>Each row of the gradient divided by its root mean square, nothing else.</summary>
    internal static Method RowNormalization(string name)
        => new(name, job => TeacherStudentRun.Run(job, matrices => torch.optim.MNGD(matrices, lr: 1e-2, norms: [GradientNorm.Row], passes: 1, matrix_lr_scale: 1)));

    /// <summary>Plain gradient descent.</summary>
    internal static Method Descent(string name) => new(name, job => TeacherStudentRun.Run(job, matrices => torch.optim.SGD(matrices, 0.3, fused: true)));
}
