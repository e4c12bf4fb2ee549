namespace NormGen.Benchmarks.Pairs;

/// <summary>A step of SinkGD (five passes) against rows and columns of a copy of the gradient divided in turn, in place; or against the same scales by products of matrix and vector over the squared gradient, which a mathematician would write.</summary>
public sealed class SinkGDPair : ComposedPair
{
    private const double Rate = 0.02, Scale = 0.05;
    private const int Passes = 5;
    private readonly bool byProducts;

    /// <summary>Makes the pair.</summary>
    /// <param name="byProducts">Whether the other side multiplies.</param>
    public SinkGDPair(bool byProducts)
    {
        this.byProducts = byProducts;
        Prepare(UpdateSize.Large, parameters => torch.optim.SinkGD(parameters, Rate, Passes, Scale));
    }

    /// <inheritdoc/>
    protected override double Streams => Passes + 3;

    /// <inheritdoc/>
    protected override void Update(int i, Tensor parameter, Tensor gradient)
    {
        var (rows, columns) = (gradient.size(0), gradient.size(1));
        if (byProducts)
        {
            var squares = gradient.square();
            Tensor r = ones(rows), c = ones(columns);
            for (var pass = 0; pass < Passes; pass++)
            {
                r = squares.mv(c).div_(columns).reciprocal_();
                c = squares.t().mv(r).div_(rows).reciprocal_();
            }

            parameter.addcmul_(gradient * r.sqrt_().unsqueeze(1), c.sqrt_(), -Rate * Scale);
            return;
        }

        var x = gradient.clone();
        for (var pass = 0; pass < Passes; pass++)
        {
            x.div_(linalg.vector_norm(x, 2, [1], keepdim: true).div_(Math.Sqrt(columns)));
            x.div_(linalg.vector_norm(x, 2, [0], keepdim: true).div_(Math.Sqrt(rows)));
        }

        parameter.add_(x, alpha: -Rate * Scale);
    }
}
