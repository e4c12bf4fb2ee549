namespace NormGen.CodeModel.Training;

/// <summary>What a program does with a model beside calling it.</summary>
public enum TrainingStepKind
{
    /// <summary>Makes it.</summary>
    Creation,

    /// <summary>Fills some of its parameters.</summary>
    Initialization,

    /// <summary>Moves or converts it.</summary>
    Move,

    /// <summary>Puts it into training or evaluation mode.</summary>
    Mode,

    /// <summary>Builds an optimizer over its parameters.</summary>
    Optimizer,

    /// <summary>Puts a schedule on such an optimizer.</summary>
    Schedule,

    /// <summary>Limits its gradients.</summary>
    Clipping,

    /// <summary>Steps such an optimizer, or a schedule on one.</summary>
    Step,
}
