namespace CharTransformerSample.Errors;

/// <summary>Something the user can put right: shown as one message without a stack trace.</summary>
/// <param name="message">What is wrong and what to do about it.</param>
public sealed class UserError(string message) : Exception(message);
