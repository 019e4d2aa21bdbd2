# ruff: noqa
# mypy: ignore-errors
"""The lab: read, never imported. `app.export.lab` makes two notebooks of it.

`# %% say NAME` is a text, the words' section lab.NAME. `# %% file FUNCTION` is
with_torch.py as far as that function. `# %% code` is a cell. `# TODO NAME` is a task,
in the words of the section lab.todo; in the notebook to complete the lines that end in
`# solution` are blank. "@NAME" is one of the sentences of the section lab.says.
"""

# %% say intro
# %% file prepare
# %% say look
# %% code
import matplotlib.pyplot as plt

N = 5000  # then 50_000
images, labels, test_images, test_labels = map(read, NAMES, CHECKSUMS)
images, test_images = images.reshape(-1, 28, 28), test_images.reshape(-1, 28, 28)
end = len(images) * 5 // 6  # the last sixth is for validation
images, val_images = images[:N], images[end:]
y, y_val = torch.tensor(labels[:N]).long(), torch.tensor(labels[end:]).long()
y_test = torch.tensor(test_labels).long()
figure, places = plt.subplots(1, 8, figsize=(12, 2))
for place, image, label in zip(places, images, labels):
    place.imshow(image, cmap="gray_r")
    place.set_title(int(label))
    place.axis("off")
plt.show()
# %% say scale
# %% code


def scale(images):
    # TODO scale
    return torch.tensor(images).float()[:, None] / 255  # solution


X, X_val = scale(images), scale(val_images)
# %% code
assert X is not ..., "@todo"
assert X.shape == (len(images), 1, 28, 28), "@scale_shape"
assert X.dtype == torch.float32, "@scale_type"
assert 0 <= X.min() and X.max() <= 1 and X.max() > 0.9, "@scale_range"
print("@good")
# %% say linear
# %% code
torch.manual_seed(0)
# TODO linear
linear = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))  # solution
# %% code
assert linear is not ..., "@todo"
assert linear(X[:5]).shape == (5, 10), "@linear_shape"
count = sum(p.numel() for p in linear.parameters())
assert count == 7850, "@linear_count"
print("@good")
# %% say accuracy
# %% code


def accuracy(net, X, y):
    net.eval()
    with torch.inference_mode():
        scores = net(X)  # (n, 10)
    # TODO accuracy
    return 100 * (scores.argmax(1) == y).float().mean().item()  # solution


# %% code
scores = torch.tensor(
    [[0.0, 2.0, 1.0], [3.0, 1.0, 2.0], [1.0, 5.0, 4.0], [0.0, 0.0, 9.0]]
)
percent = accuracy(nn.Identity(), scores, torch.tensor([1, 0, 2, 2]))
assert percent is not ..., "@todo"
assert not isinstance(percent, torch.Tensor), "@accuracy_number"
assert percent != 0.75, "@accuracy_percent"
assert abs(percent - 75) < 1e-4, "@accuracy_axis"
print("@good")
# %% say train
# %% code
loss_fn = nn.CrossEntropyLoss()


def train(net, n_epochs=3, lr=0.002, batch_size=50):
    optimizer = torch.optim.Adam(net.parameters(), lr)
    loader = DataLoader(TensorDataset(X, y), batch_size, shuffle=True)
    for epoch in range(n_epochs):
        net.train()
        for X_batch, y_batch in loader:
            loss = loss_fn(net(X_batch), y_batch)
            # TODO train
            optimizer.zero_grad()  # solution
            loss.backward()  # solution
            optimizer.step()  # solution
        print(epoch + 1, round(accuracy(net, X_val, y_val), 1))


# %% code
from torch.optim.optimizer import register_optimizer_step_pre_hook

torch.manual_seed(0)
probe = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
weight = probe[1].weight
n_backward, grads = [], []  # the calls of backward, the gradients that step finds
weight.register_hook(lambda grad: n_backward.append(1))
hook = register_optimizer_step_pre_hook(
    lambda *call: grads.append(None if weight.grad is None else weight.grad.clone())
)
train(probe, n_epochs=2, lr=0.0, batch_size=len(X))
hook.remove()
assert n_backward, "@train_backward"
assert grads, "@train_step"
assert all(grad is not None for grad in grads), "@train_order"
assert torch.allclose(grads[0], grads[1], rtol=1e-3, atol=1e-6), "@train_zero"
print("@good")
# %% code
train(linear)
# %% say hidden
# %% code
torch.manual_seed(0)
# TODO hidden
layers = nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10)  # solution
assert layers is not ..., "@todo"
hidden = nn.Sequential(nn.Flatten(), *layers)
# %% code
assert hidden(X[:5]).shape == (5, 10), "@linear_shape"
assert any(isinstance(layer, nn.ReLU) for layer in hidden), "@hidden_relu"
assert sum(p.numel() for p in hidden.parameters()) == 101_770, "@hidden_count"
train(hidden)
assert accuracy(hidden, X_val, y_val) > 78, "@hidden_accuracy"
print("@good")
# %% say convolutions
# %% code
torch.manual_seed(0)
# TODO convolutions
inputs = 16 * 5 * 5  # solution
assert inputs is not ..., "@todo"
convolutions = nn.Sequential(
    *(nn.Conv2d(1, 8, 3), nn.ReLU(), nn.MaxPool2d(2)),
    *(nn.Conv2d(8, 16, 3), nn.ReLU(), nn.MaxPool2d(2)),
    nn.Flatten(),
    nn.Linear(inputs, 10),
)
# %% code
assert inputs == convolutions[:-1](X[:1]).numel(), "@convolutions_inputs"
train(convolutions, n_epochs=1)
print("@good")
# %% say confusion
# %% code
with torch.inference_mode():
    y_pred = hidden(X_val).argmax(1)
confusion = torch.zeros(10, 10, dtype=torch.int64)
for true, answer in zip(y_val.tolist(), y_pred.tolist()):
    # TODO confusion
    confusion[true, answer] += 1  # solution
# %% code
right = (y_pred == y_val).sum()
assert confusion.sum() > 0, "@todo"
assert confusion.sum() == len(y_val), "@confusion_sum"
assert confusion.diagonal().sum() == right, "@confusion_diagonal"
assert (confusion.sum(1) == torch.bincount(y_val, minlength=10)).all(), (
    "@confusion_rows"
)
print("@good")
plt.imshow(confusion.numpy() ** 0.5, cmap="Purples")
plt.show()
# %% say test
# %% code
print(round(accuracy(hidden, scale(test_images), y_test), 1))
# %% say end
